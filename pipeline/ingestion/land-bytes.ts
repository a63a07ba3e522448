import {writeFileSync} from "node:fs";
import {constants, copyFile, open} from "node:fs/promises";
import type {FileHandle} from "node:fs/promises";
import {join} from "node:path";
import {UsageError} from "../config/errors.js";
import {unreadable} from "../config/named-file.js";
import {removeOther} from "../artifacts/artifacts.js";
import {sha256, sha256OfFile} from "../artifacts/digest.js";
import {maybeSmallFile} from "../artifacts/small-file.js";
import type {Store} from "../storage/store.js";
import type {LogFile} from "./find-logs.js";

/** A log file with its digest. */
export interface DigestedLog extends LogFile {
  /** The SHA-256 of its bytes, in lower-case hexadecimal. */
  sha256: string;

  /** Its size in bytes. */
  bytes: number;
}

/** Returns the key in RAW of the original bytes with the digest *sha256*. */
export function bytesKey(sha256: string): string {
  return `bytes/${sha256}`;
}

/**
 * Copies *log* into *folder*, so that what is read, what is kept and what the digest says are the
 * same bytes even if the file grows meanwhile. Throws a UsageError if it has changed.
 */
export async function copyLog(log: DigestedLog, folder: string): Promise<DigestedLog> {
  const path = join(folder, log.sha256);
  const sha256 = copySmall(log, path) ?? (await copyLarge(log, path));
  if (sha256 !== log.sha256) {
    throw new UsageError(`file changed while it was read: ${log.name}; try again once it is whole`);
  }
  return {...log, path};
}

/** Copies *log* to *path* if it is small; returns the digest of what was copied. */
function copySmall(log: LogFile, path: string): string | undefined {
  const bytes = readSmall(log);
  if (!bytes) return undefined;
  writeFileSync(path, bytes);
  return sha256(bytes);
}

function readSmall(log: LogFile): Uint8Array | undefined {
  try {
    return maybeSmallFile(log.path);
  } catch (error) {
    throw unreadable(error, log.name, {remedy: "check its disk"});
  }
}

/** Copies *log* to *path*; returns the digest of the copy. */
async function copyLarge(log: LogFile, path: string): Promise<string> {
  await copyFile(log.path, path, constants.COPYFILE_FICLONE).catch(async (error: unknown) => {
    await sha256OfFile(log.path).catch((cause: unknown) => {
      throw unreadable(cause, log.name, {remedy: "check its disk"}); // not the workspace’s
    });
    throw error;
  });
  return (await sha256OfFile(path)).sha256;
}

/** Writes *chunks* to files in *folder*, each to the one that it names; returns them in the order in which they began. */
export async function writeLogs(
  chunks: Iterable<{name: string; bytes: Uint8Array}>,
  folder: string,
  onBytes: (bytes: number) => void
): Promise<DigestedLog[]> {
  const files = new Map<string, FileHandle>();
  let written = 0;
  try {
    for (const {name, bytes} of chunks) {
      const file = files.get(name) ?? (await open(join(folder, name), "wx"));
      files.set(name, file);
      await file.writeFile(bytes);
      written += bytes.length;
      onBytes(written);
    }
  } finally {
    for (const file of files.values()) await file.close();
  }
  const logs: DigestedLog[] = [];
  for (const name of files.keys()) {
    const path = join(folder, name);
    logs.push({name, path, ...(await sha256OfFile(path))});
  }
  return logs;
}

/** Takes the bytes of *logs* into RAW, each under its digest; the files are gone afterwards. */
export async function landBytes(store: Store, logs: readonly DigestedLog[]): Promise<void> {
  for (const digest of new Set(logs.map(({sha256}) => sha256))) {
    const {path} = logs.find(({sha256}) => sha256 === digest)!;
    const key = bytesKey(digest);
    if (store.isLocal) await removeOther(store, key, digest); // those of a server are checked where they are read
    if (!(await store.has(key))) await store.adopt(key, path);
  }
}
