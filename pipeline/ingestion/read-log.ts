import {quoted} from "../../src/core/readers/escapes.js";
import type {DetectedTable} from "../../src/core/readers/format.js";
import {lineSplitter} from "../../src/core/readers/lines.js";
import {NotAConnLogError} from "../../src/core/readers/reader.js";
import type {LineKind, LogReader} from "../../src/core/readers/reader.js";
import {
  detectLog,
  maxHeadBytes,
  openLog,
  supportedFormats
} from "../../src/core/readers/registry.js";
import {knownNames} from "../../src/core/readers/table/known-names.js";
import {UsageError} from "../config/errors.js";
import type {LogFile} from "./find-logs.js";
import {logHead, logText} from "../logs/log-text.js";

/** The lines of a file by what they are. Always lines = comments + accepted + rejected. */
export interface LineCounts {
  /** The number of lines, with blank ones and one that a fault has truncated. */
  lines: number;

  /** The number of header lines, comments and blank lines. */
  comments: number;

  /** The number of lines that became events. */
  accepted: number;

  /** The number of lines that were rejected. */
  rejected: number;

  /** Why the file could not be read to its end; null if it was. */
  partial: string | null;
}

/** A receiver of the events and rejected lines of a file. */
export interface LogSink {
  /** Takes the event of the line just read; the reader’s values are good until the next line. */
  accept(reader: LogReader): void;

  /** Takes the rejection of the line just read. */
  reject(reader: LogReader): void;

  /** Called between pieces of the file; the next piece waits for it. */
  settle(bytesRead: number): Promise<void>;
}

/**
 * Reads the log *file* into *sink*. A gzip file that is truncated or damaged is read as far as it
 * goes; what stands there without a line end counts as one rejected line. Throws a UsageError if the
 * file is not a log of connections.
 */
export async function readLog(file: LogFile, sink: LogSink): Promise<LineCounts> {
  const counts: LineCounts = {lines: 0, comments: 0, accepted: 0, rejected: 0, partial: null};
  const reader = await openReader(file);
  const take = (kind: LineKind): void => {
    if (kind === "event") {
      ++counts.accepted;
      sink.accept(reader);
    } else if (kind === "rejected") {
      ++counts.rejected;
      sink.reject(reader);
    } else {
      ++counts.comments;
    }
  };
  const text = logText(file.path);
  const splitter = lineSplitter((line) => take(reader.read(line)));
  try {
    for await (const piece of text.pieces) {
      splitter.push(piece);
      await sink.settle(text.bytesRead());
    }
    counts.partial = text.fault();
    const rest = splitter.rest();
    if (counts.partial !== null) take(reader.refuse(rest, counts.partial));
    else if (rest) take(reader.read(rest));
  } catch (error) {
    throw explained(error, file);
  }
  counts.lines = reader.line;
  checkCounts(counts, file.name);
  return counts;
}

/** Checks by its head that *file* is a log that can be read; throws a UsageError if it is not. */
export async function checkLog(file: LogFile): Promise<void> {
  const reader = await openReader(file);
  let decided = false;
  const splitter = lineSplitter((line) => {
    if (!decided && reader.read(line) !== "comment") decided = true;
  });
  try {
    for await (const piece of logText(file.path).pieces) {
      splitter.push(piece);
      if (decided) return;
    }
    if (splitter.rest()) reader.read(splitter.rest());
  } catch (error) {
    throw explained(error, file);
  }
}

/** Returns a reader of *file*, whose format is detected; throws a UsageError if it cannot be read. */
async function openReader({path, name}: LogFile): Promise<LogReader> {
  const head = await logHead(path, maxHeadBytes);
  if (isBlank(head)) return openLog({kind: "log", format: "zeek"}); // a log of no events
  const detected = detectLog(head, head.length < maxHeadBytes);
  if (detected.kind === "unsupported") {
    const {found, remedy} = detected;
    throw new UsageError(`not a log of connections: ${name} is ${found}; ${remedy}`);
  }
  if (detected.kind === "table") checkMapping(detected, name);
  return openLog(detected);
}

/** Throws a UsageError if a table has no field for a required column, or several for one. */
function checkMapping({missing, ambiguous, names}: DetectedTable, file: string): void {
  const [column] = missing;
  if (column !== undefined) {
    const known = knownNames[column].slice(0, 4).join(", ");
    const has = names.slice(0, 20).map((name) => quoted(name));
    const remedy = `rename its field to ${known} or another known name`;
    throw new UsageError(
      `missing field: ${file} has none known for ${missing.join(", ")} among ${has.join(", ")}; for ${column}, ${remedy}`
    );
  }
  if (ambiguous.length > 0) {
    const [{column, names}] = ambiguous;
    const fields = names.map((name) => quoted(name)).join(" and ");
    throw new UsageError(
      `ambiguous fields: ${file} has ${fields} for ${column}; rename all but one of them`
    );
  }
}

function isBlank(head: Uint8Array): boolean {
  return head.every((byte) => byte === 32 || (byte >= 9 && byte <= 13));
}

/** Throws if *counts* do not add up, which would be our mistake. */
export function checkCounts(counts: LineCounts, name: string): void {
  const {lines, comments, accepted, rejected} = counts;
  if (lines === comments + accepted + rejected) return;
  throw new Error(
    `lines lost in ${name}: ${lines} read, ${comments} comments + ${accepted} accepted + ${rejected} rejected`
  );
}

function explained(error: unknown, {name}: LogFile): unknown {
  if (!(error instanceof NotAConnLogError)) return error;
  const {found, line} = error;
  return new UsageError(
    `not a log of connections: ${name} is ${found} (line ${line}); give ${supportedFormats}`,
    {cause: error}
  );
}
