import {createHash} from "node:crypto";
import {writeFileSync} from "node:fs";
import {open} from "node:fs/promises";
import type {FileHandle} from "node:fs/promises";
import {join} from "node:path";
import {UsageError} from "../config/errors.js";
import {unreadable} from "../config/named-file.js";
import {removeOther} from "../artifacts/remove-other.js";
import {sha256, sha256OfFile} from "../artifacts/digest.js";
import type {Digest} from "../artifacts/digest.js";
import {maybeSmallFile} from "../artifacts/small-file.js";
import type {Store} from "../storage/store.js";
import type {LogFile} from "./find-logs.js";
import {someAtATime} from "./some-at-a-time.js";

/** How much of a large file is copied at a time. */
const pieceLength = 1 << 20;

/** How many files are stored at a time: each waits for the disk more than once. */
const storedAtATime = 16;

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

/** Copies *log*, whose digest is known, into *folder*. Throws a UsageError if it has changed. */
export async function copyLog(log: DigestedLog, folder: string): Promise<DigestedLog> {
  const path = join(folder, log.sha256);
  const {sha256} = await copyDigested(log, path);
  if (sha256 !== log.sha256) {
    throw new UsageError(`file changed while it was read: ${log.name}; try again once it is whole`);
  }
  return {...log, path};
}

/** Copies *log* to *path*, and returns the digest of what was copied. Throws a UsageError if it cannot be read. */
export async function copyDigested(log: LogFile, path: string): Promise<Digest> {
  const small = await reading(log, async () => maybeSmallFile(log.path));
  if (small) {
    writeFileSync(path, small);
    return {sha256: sha256(small), bytes: small.length};
  }
  const from = await reading(log, () => open(log.path));
  const to = await open(path, "wx");
  const hash = createHash("sha256");
  const pieces = [Buffer.allocUnsafe(pieceLength), Buffer.allocUnsafe(pieceLength)];
  const readInto = (i: number) => reading(log, () => from.read(pieces[i % 2], 0, pieceLength));
  try {
    let bytes = 0;
    for (let i = 0, next = readInto(0); ; ++i) {
      const {bytesRead} = await next;
      if (bytesRead === 0) return {sha256: hash.digest("hex"), bytes};
      next = readInto(i + 1); // while this piece is hashed and written
      next.catch(() => {}); // thrown when it is waited for
      const piece = pieces[i % 2].subarray(0, bytesRead);
      const written = to.writeFile(piece);
      hash.update(piece);
      await written;
      bytes += bytesRead;
    }
  } finally {
    await from.close();
    await to.close();
  }
}

async function reading<T>(log: LogFile, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw unreadable(error, log.name, {remedy: "check its disk"});
  }
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
  const byDigest = new Map(logs.map((log) => [log.sha256, log]));
  await someAtATime([...byDigest.values()], storedAtATime, async ({sha256: digest, path}) => {
    const key = bytesKey(digest);
    if (store.isLocal) await removeOther(store, key, digest); // those of a server are checked where they are read
    if (!(await store.has(key))) await store.adopt(key, path);
  });
}
