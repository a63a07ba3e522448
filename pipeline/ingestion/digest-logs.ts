import {join} from "node:path";
import {stat} from "node:fs/promises";
import type {BigIntStats} from "node:fs";
import type {SkippedFile} from "../../src/core/schema/raw-facts.js";
import type {PhaseContext} from "../artifacts/context.js";
import {UsageError} from "../config/errors.js";
import {openHints} from "./digest-hints.js";
import type {DigestHints} from "./digest-hints.js";
import type {LogFile} from "./find-logs.js";
import {copyDigested, copyLog} from "./land-bytes.js";
import type {DigestedLog} from "./land-bytes.js";
import {someAtATime} from "./some-at-a-time.js";

/** The logs that are read. */
export interface DigestedLogs {
  /** Those with different bytes, in the order of the files. */
  logs: DigestedLog[];

  /** The files with the bytes of one before them. */
  twins: SkippedFile[];

  /** Returns a copy of a log that nobody else writes to. */
  copy(log: DigestedLog): Promise<DigestedLog>;
}

/** How many files are copied at a time: a disk does several things at once. */
const copiedAtATime = 8;

/**
 * Returns *files* with their digests. A file that is not known to be what it was is copied into *folder* while it is hashed, so
 * that what is read, what is kept and what the digest says are the same bytes even if it grows meanwhile.
 */
export async function digestLogs(
  files: readonly LogFile[],
  folder: string,
  context: PhaseContext
): Promise<DigestedLogs> {
  const hints = await openHints(context.hints);
  const digested = await someAtATime(files, copiedAtATime, (file, i) =>
    digestOf(file, join(folder, String(i)), hints)
  );
  await hints.save();
  const logs = new Map<string, DigestedLog>();
  const copies = new Map<string, DigestedLog>();
  const twins: SkippedFile[] = [];
  for (const [i, {copied, ...log}] of digested.entries()) {
    const twin = logs.get(log.sha256);
    if (copied) copies.set(log.sha256, {...log, path: join(folder, String(i))});
    if (!twin) {
      logs.set(log.sha256, log);
      continue;
    }
    twins.push({name: log.name, reason: `a file with the same bytes as ${twin.name}`});
    context.reporter.warn(`same bytes twice: ${log.name} and ${twin.name}; they are read once`);
  }
  const copy = async (log: DigestedLog): Promise<DigestedLog> => {
    const copied = copies.get(log.sha256);
    if (copied) return copied;
    try {
      return await copyLog(log, folder);
    } catch (error) {
      hints.forget(log.path); // it is hashed the next time
      await hints.save();
      throw error;
    }
  };
  return {logs: [...logs.values()], twins, copy};
}

async function digestOf(
  file: LogFile,
  path: string,
  hints: DigestHints
): Promise<DigestedLog & {copied: boolean}> {
  const before = await statOf(file);
  const known = hints.find(file.path, before);
  if (known) return {...file, ...known, copied: false};
  const readAt = Date.now();
  const digest = await copyDigested(file, path);
  const after = await statOf(file);
  if (before.mtimeNs === after.mtimeNs && before.size === after.size)
    hints.note(file.path, after, digest, readAt);
  return {...file, ...digest, copied: true};
}

async function statOf({name, path}: LogFile): Promise<BigIntStats> {
  return stat(path, {bigint: true}).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`unreadable file: ${name} (${error.code}); check who may read it`, {
      cause: error
    });
  });
}
