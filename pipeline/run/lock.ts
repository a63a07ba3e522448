import {readdirSync, truncateSync} from "node:fs";
import {link, readdir, rm, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {setTimeout as sleep} from "node:timers/promises";
import {OutageError} from "../config/errors.js";
import {atExit} from "../lease/endings.js";
import {renewLease} from "../lease/heartbeat.js";
import {findLease, leaseWatch, newHolder} from "../lease/lease-file.js";
import {makeFolder} from "../lease/make-folder.js";
import type {LeaseHolder} from "../lease/lease-file.js";

/** The options of waiting for a lock. */
export interface LockOptions {
  /** For how long to wait, in seconds; defaults to 1800. */
  timeout?: number;

  /** The name of the locked thing, for messages; defaults to `the workspace`. */
  what?: string;

  /** Called if there is anything to wait for, and again when that is over. */
  onWait?: (message: string) => void;

  /** Whether to let the holder see that it is waited for; defaults to false. */
  asks?: boolean;
}

/** A lock that this process holds while it renews it. */
export interface Lock {
  /** Counts the takings of the lock, from 1: of two holders, the later one has the higher. */
  readonly token: number;

  /** Whether the one before did not release it and is not known to be dead: it may be stopped, and go on. */
  readonly isOfExpired: boolean;

  /** Returns whether no other process has taken it since: this one may have been stopped for longer than its lease. */
  isHeld(): boolean;

  /** Returns whether a process waits for it, and lets that be seen; one that was killed may seem to, until the lock is taken next. */
  isAskedFor(): boolean;

  /** Throws an OutageError unless the lock is held; to be called before each write that counts. */
  check(): void;

  /** Lets go of it; does nothing if that was done. */
  release(): void;
}

const lookEvery = 100; // milliseconds

/** The names of the files of those who wait begin with this; whoever takes the lock removes them. */
const asking = "asks-";

/**
 * Returns what *work* returns, while no other process holds the lock in *folder*. The lock of a process that is dead is
 * taken over: at once, if it was of this machine, else when it was not renewed for as long as a lease lasts.
 * Throws an OutageError when the time is up.
 */
export async function withLock<T>(
  folder: string,
  work: (lock: Lock) => Promise<T>,
  options: LockOptions = {}
): Promise<T> {
  const lock = await takeLock(folder, options);
  try {
    return await work(lock);
  } finally {
    lock.release();
  }
}

/**
 * Takes the lock in *folder*, as withLock does. The folder has a file for each taking, named by its number:
 * the highest names the holder, or is empty if it was released. A number is taken by making its file, which one
 * process alone can, and is used once; so nobody ever removes the lock of another.
 */
export async function takeLock(folder: string, options: LockOptions = {}): Promise<Lock> {
  const {timeout = 1800, what = "the workspace", onWait = () => {}, asks = false} = options;
  await makeFolder(folder);
  const holder = newHolder();
  const request = join(folder, `${asking}${holder.id}`);
  const watch = leaseWatch();
  const begun = performance.now();
  let waited = false;
  for (;;) {
    const last = lastToken(await readdir(folder));
    const found = last === 0 ? null : await findLease(join(folder, String(last)));
    if (found === undefined) continue; // superseded meanwhile
    const state = found?.holder ? await watch(found) : "gone";
    if (!found?.holder || state !== "alive") {
      const taken = await tryTake(folder, last + 1, holder);
      if (taken && waited) onWait(`${what} is free after ${secondsSince(begun).toFixed(1)} s`);
      if (taken)
        return newLock(folder, {token: last + 1, isOfExpired: state === "expired"}, holder, what);
      continue;
    }
    const {pid, host, since} = found.holder;
    const who = `process ${pid} on ${host}, since ${since}`;
    if (!waited) onWait(`waiting for ${who}, which uses ${what}`);
    waited = true;
    if (secondsSince(begun) >= timeout) {
      await rm(request, {force: true});
      throw new OutageError(`${what} is in use by ${who}; wait for it to end, or end it`);
    }
    if (asks) await writeFile(request, "");
    await sleep(lookEvery);
  }
}

function secondsSince(begun: number): number {
  return (performance.now() - begun) / 1000;
}

/** The state of a lock that nobody has to take to see it. */
export interface SeenLock {
  /** The number of times that it was taken: if that is the same later, nobody took it meanwhile. */
  token: number;
  /** Whether a process holds it that may be alive. */
  isHeld: boolean;
}

/** Returns what looks at the lock in *folder*, writing nothing; look again and again, since it takes a lease to see that a holder is dead. */
export function lockWatch(folder: string): () => Promise<SeenLock> {
  const watch = leaseWatch();
  return async () => {
    const token = lastToken(await readdir(folder).catch(() => []));
    const found = token === 0 ? undefined : await findLease(join(folder, String(token)));
    return {token, isHeld: !!found?.holder && (await watch(found)) === "alive"};
  };
}

async function tryTake(folder: string, token: number, holder: LeaseHolder): Promise<boolean> {
  const partial = join(folder, `new-${holder.id}`);
  const path = join(folder, String(token));
  try {
    await writeFile(partial, JSON.stringify(holder));
    await link(partial, path); // appears complete, and fails if another process has taken it
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return (await findLease(path))?.holder?.id === holder.id; // a network may ask twice
    if (code === "ENOENT") return false; // tidied up by whoever took it
    throw error;
  } finally {
    await rm(partial, {force: true});
  }
  const names = await readdir(folder);
  if (lastToken(names) !== token) {
    await rm(path, {force: true}); // others have come and gone: the number was used, and tidied up
    return false;
  }
  const stale = names.filter((name) => tokenOf(name) < token);
  await Promise.all(stale.map((name) => rm(join(folder, name), {force: true})));
  return true;
}

function newLock(
  folder: string,
  taken: Pick<Lock, "token" | "isOfExpired">,
  {seconds}: LeaseHolder,
  what: string
): Lock {
  const path = join(folder, String(taken.token));
  const rest = renewLease(path, seconds);
  let isReleased = false;
  const release = () => {
    if (isReleased) return;
    isReleased = true;
    stay();
    rest();
    try {
      truncateSync(path); // unlike another file, needs no space
    } catch {
      // It is another’s by now, or was removed by hand: there is nothing to release.
    }
  };
  const stay = atExit(release);
  const isHeld = () => !isReleased && lastToken(maybeNames(folder)) === taken.token;
  return {
    ...taken,
    isHeld,
    isAskedFor: () => existsAsking(folder),
    check() {
      if (isHeld()) return;
      throw new OutageError(
        `lost ${what}: this process was stopped for longer than ${seconds} s, and another may use it; run again`
      );
    },
    release
  };
}

function maybeNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function existsAsking(folder: string): boolean {
  try {
    return readdirSync(folder).some((name) => name.startsWith(asking));
  } catch {
    return false; // whoever uses the lock next finds what is wrong
  }
}

function lastToken(names: readonly string[]): number {
  return Math.max(0, ...names.map(tokenOf));
}

/** Returns the number that is the *name* of a taking; 0 of another file. */
function tokenOf(name: string): number {
  return /^\d{1,15}$/.test(name) ? Number(name) : 0;
}
