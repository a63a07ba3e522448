import type {BigIntStats} from "node:fs";
import {readFile, rename, rm, writeFile} from "node:fs/promises";
import type {Digest} from "../artifacts/digest.js";

/** Remembers digests of files that did not change since, so that they are not read again. */
export interface DigestHints {
  /** Returns the digest that the file at *path* had when it was as *stats* say; undefined if that is not known. */
  find(path: string, stats: BigIntStats): Digest | undefined;

  /** Notes the digest of a file that was as *stats* say before and after it was read; *readAt* is when that began. */
  note(path: string, stats: BigIntStats, digest: Digest, readAt: number): void;

  /** Forgets the file at *path*. */
  forget(path: string): void;

  /** Keeps what was noted; does nothing if that cannot be written. */
  save(): Promise<void>;
}

/** A file as it was: size, times of change in nanoseconds, number, device, and the digest of its bytes. */
type Entry = [path: string, state: string, sha256: string, bytes: number];

const format = "atalaya-hints/1";

/** The most files that are remembered; those noted last. */
const maxFiles = 1 << 16;

/** How long a file must not have changed before it is read, in milliseconds: more than the clock of any file system is coarse. */
const settledMs = 2_500;

/**
 * Opens the hints in the file at *path*; none are kept without one. A hint only says which bytes a path has: it holds while
 * size, both times of change, number and device are what they were, and is noted only for a file that had not changed for a while when
 * it was read, since what is written within the same tick of its clock leaves no trace in the times.
 */
export async function openHints(path: string | undefined): Promise<DigestHints> {
  const entries = path === undefined ? new Map<string, Entry>() : await readEntries(path);
  let changed = false;
  return {
    find(file, stats) {
      const entry = entries.get(file);
      if (!entry || entry[1] !== stateOf(stats)) return undefined;
      return {sha256: entry[2], bytes: entry[3]};
    },
    note(file, stats, {sha256, bytes}, readAt) {
      const changedAt = Math.max(Number(stats.mtimeMs), Number(stats.ctimeMs));
      entries.delete(file);
      changed = true;
      if (readAt - changedAt >= settledMs && stats.size === BigInt(bytes))
        entries.set(file, [file, stateOf(stats), sha256, bytes]);
    },
    forget(file) {
      changed = entries.delete(file) || changed;
    },
    async save() {
      if (path === undefined || !changed) return;
      const partial = `${path}.${process.pid}.partial`;
      const text = JSON.stringify({format, files: [...entries.values()].slice(-maxFiles)});
      try {
        await writeFile(partial, text);
        await rename(partial, path);
      } catch {
        await rm(partial, {force: true}).catch(() => {}); // the next run reads the files again
      }
    }
  };
}

function stateOf({size, mtimeNs, ctimeNs, ino, dev}: BigIntStats): string {
  return [size, mtimeNs, ctimeNs, ino, dev].join(" ");
}

async function readEntries(path: string): Promise<Map<string, Entry>> {
  try {
    const read = JSON.parse(await readFile(path, "utf8")) as {format?: unknown; files?: unknown};
    if (read.format !== format || !Array.isArray(read.files)) return new Map();
    return new Map(read.files.filter(isEntry).map((entry) => [entry[0], entry]));
  } catch {
    return new Map();
  }
}

function isEntry(value: unknown): value is Entry {
  return (
    Array.isArray(value) &&
    value.slice(0, 3).every((text) => typeof text === "string") &&
    /^[0-9a-f]{64}$/.test(value[2] as string) &&
    Number.isSafeInteger(value[3])
  );
}
