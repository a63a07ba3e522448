import {stat} from "node:fs/promises";
import {UsageError} from "../config/errors.js";
import type {Mirror} from "../mirror/mirror.js";
import {findLogs} from "../ingestion/find-logs.js";

/**
 * A file as it was seen: its path, its size in bytes, the time of its last change, in ms since the epoch, and, of an object of
 * an object store, the tag of its bytes.
 */
export type FileStamp = readonly [path: string, bytes: number, changedAt: number, etag?: string];

/** The files that patterns meant at a moment. */
export interface Snapshot {
  /** In ascending order of their paths. */
  files: readonly FileStamp[];

  /** Why there are none, as a sentence; null if there are. */
  missing: string | null;
}

/**
 * Returns the files that *patterns* mean now, as `atalaya run` finds them, and the objects that *mirrors* would copy. What cannot be
 * found or read is no file. Rejects if an object store does not answer.
 */
export async function takeSnapshot(
  patterns: readonly string[],
  mirrors: readonly Pick<Mirror, "location" | "list">[] = []
): Promise<Snapshot> {
  const stamps = new Map<string, FileStamp>();
  let missing: string | null = null;
  for (const {location, list} of mirrors) {
    const objects = await list();
    for (const {name, bytes, changedAt, etag} of objects)
      stamps.set(`${location} ${name}`, [`${location} ${name}`, bytes, changedAt, etag]);
    if (objects.length === 0) missing ??= `no object: ${location}; put a log there`;
  }
  for (const pattern of patterns) {
    try {
      for (const {path, problem} of await findLogs([pattern]))
        if (problem === null) await addStamp(stamps, path);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      missing ??= error.message;
    }
  }
  const files = [...stamps.values()].sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
  return {files, missing: files.length > 0 ? null : (missing ?? "no file can be read")};
}

async function addStamp(stamps: Map<string, FileStamp>, path: string): Promise<void> {
  const stats = await stat(path).catch(() => undefined); // it may be gone by now
  if (stats) stamps.set(path, [path, stats.size, stats.mtimeMs]);
}

/** Returns whether *a* and *b* hold the same files, none of which changed in size or time. */
export function isSame(a: readonly FileStamp[], b: readonly FileStamp[]): boolean {
  return (
    a.length === b.length &&
    a.every((stamp, i) => stamp.every((part, field) => part === b[i][field]))
  );
}
