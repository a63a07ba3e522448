import {randomUUID} from "node:crypto";
import {open, rm, stat} from "node:fs/promises";
import {dirname, join} from "node:path";
import {leaseBounds, readLease} from "../config/lease.js";
import {isGone, thisProcess} from "./process-identity.js";
import type {ProcessIdentity} from "./process-identity.js";

/** Who holds a lease. */
export interface LeaseHolder extends ProcessIdentity {
  /** A name that no other holder has. */
  id: string;
  /** The time of taking it; ISO 8601, UTC. */
  since: string;
  /** For how long it lasts unless it is renewed, in seconds. */
  seconds: number;
}

/** A lease as its file was found. */
export interface FoundLease {
  path: string;
  /** Null if the file names nobody: it is being written, or was emptied. */
  holder: LeaseHolder | null;
  /** When it was renewed, by the clock of the file system. */
  renewedAt: number;
}

/** What became of a holder: `gone` is certain, `expired` is not: it may be stopped, and go on. */
export type LeaseState = "alive" | "expired" | "gone";

/** The share of a lease after which it is renewed. */
export const beat = 0.1;

/** The share of a lease for which one that looks old is watched: two beats. The clock may have been set. */
const glance = 0.2;

/** Returns this process as the holder of a new lease. */
export function newHolder(): LeaseHolder {
  const since = new Date().toISOString();
  return {id: randomUUID(), ...thisProcess(), since, seconds: readLease()};
}

/** Returns the lease in the file at *path*; undefined if there is none. */
export async function findLease(path: string): Promise<FoundLease | undefined> {
  try {
    const file = await open(path, "r"); // a network file system asks its server when a file is opened
    try {
      const {mtimeMs} = await file.stat();
      return {path, holder: maybeHolder(await file.readFile("utf8")), renewedAt: mtimeMs};
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * Returns what says of a lease, found again and again, what became of its holder. It trusts no clock of
 * another machine: a lease has expired when it was not renewed while it was watched for so long; sooner, if
 * its file is older than that by the clock of the file system, and is not renewed within two beats either.
 */
export function leaseWatch(): (found: FoundLease) => Promise<LeaseState> {
  let seen: {lease: string; at: number; isOld?: boolean} | undefined;
  return async (found) => {
    const {path, holder, renewedAt} = found;
    if (holder && isGone(holder)) return "gone";
    const length = lengthOf(found);
    const lease = `${path} ${holder?.id} ${renewedAt}`;
    const now = performance.now();
    if (seen?.lease !== lease) seen = {lease, at: now};
    const watched = now - seen.at;
    if (watched >= length) return "expired";
    if (watched < glance * length) return "alive";
    seen.isOld ??= await looksOld(found);
    return seen.isOld ? "expired" : "alive";
  };
}

/** Returns whether a lease was not renewed for its length, by the clock of its file system, which may have been set. */
export async function looksOld(found: FoundLease): Promise<boolean> {
  return (await timeOf(dirname(found.path))) - found.renewedAt > lengthOf(found);
}

/** Returns the length of a lease, in milliseconds: its holder says it, within bounds. */
function lengthOf({holder}: FoundLease): number {
  const {min, max, default: usual} = leaseBounds;
  return Math.min(max, Math.max(min, Number(holder?.seconds) || usual)) * 1000;
}

/** Returns the time by the clock of the file system of *folder*; by that of this machine, if it cannot be written. */
async function timeOf(folder: string): Promise<number> {
  const probe = join(folder, `now-${randomUUID()}`);
  try {
    const file = await open(probe, "wx");
    await file.close();
    return (await stat(probe)).mtimeMs;
  } catch {
    return Date.now();
  } finally {
    await rm(probe, {force: true}).catch(() => {});
  }
}

function maybeHolder(text: string): LeaseHolder | null {
  try {
    const holder = JSON.parse(text) as LeaseHolder | null;
    return typeof holder?.id === "string" ? holder : null;
  } catch {
    return null;
  }
}
