import {lineSplitter} from "../../src/core/readers/lines.js";
import {NotAConnLogError} from "../../src/core/readers/reader.js";
import type {LineKind, LogReader} from "../../src/core/readers/reader.js";
import {zeekReader} from "../../src/core/readers/zeek.js";
import {UsageError} from "../config/errors.js";
import type {LogFile} from "./find-logs.js";
import {logText, readHead} from "../logs/log-text.js";

/** What became of the lines of a file. Always lines = comments + accepted + rejected. */
export interface LineCounts {
  /** The number of lines, blank ones and the one that a fault cut short among them. */
  lines: number;

  /** The number of header lines, comments and blank lines. */
  comments: number;

  /** The number of lines that became events. */
  accepted: number;

  /** The number of lines that were refused. */
  rejected: number;

  /** Why the file could not be read to its end; null if it was. */
  partial: string | null;
}

/** Who takes what a file holds. */
export interface LogSink {
  /** Takes the event of the line just read; the reader’s values are good until the next line. */
  accept(reader: LogReader): void;

  /** Takes the rejection of the line just read. */
  reject(reader: LogReader): void;

  /** Called between pieces of the file; the next piece waits for it. */
  settle(bytesRead: number): Promise<void>;
}

/**
 * Reads the log *file* into *sink*. A gzip file that is cut short or damaged is read as far as it
 * goes; what stands there without a line end counts as one rejected line. Throws a UsageError if the
 * file is not a Zeek conn log.
 */
export async function readLog(file: LogFile, sink: LogSink): Promise<LineCounts> {
  const counts: LineCounts = {lines: 0, comments: 0, accepted: 0, rejected: 0, partial: null};
  const reader = zeekReader();
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
    throw await explained(error, file);
  }
  counts.lines = reader.line;
  checkCounts(counts, file.name);
  return counts;
}

/** Checks by its first lines that *file* is a Zeek conn log; throws a UsageError if it is not. */
export async function checkLog(file: LogFile): Promise<void> {
  const reader = zeekReader();
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
    throw await explained(error, file);
  }
}

/** Throws if *counts* do not add up, which would be our mistake. */
export function checkCounts(counts: LineCounts, name: string): void {
  const {lines, comments, accepted, rejected} = counts;
  if (lines === comments + accepted + rejected) return;
  throw new Error(
    `lines lost in ${name}: ${lines} read, ${comments} comments + ${accepted} accepted + ${rejected} rejected`
  );
}

const magics: readonly {name: string; bytes: readonly number[]}[] = [
  {name: "a zstd file", bytes: [0x28, 0xb5, 0x2f, 0xfd]},
  {name: "a bzip2 file", bytes: [0x42, 0x5a, 0x68]},
  {name: "an xz file", bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a]},
  {name: "a zip file", bytes: [0x50, 0x4b, 0x03, 0x04]},
  {name: "a packet capture", bytes: [0xd4, 0xc3, 0xb2, 0xa1]},
  {name: "a packet capture", bytes: [0xa1, 0xb2, 0xc3, 0xd4]},
  {name: "a packet capture", bytes: [0x0a, 0x0d, 0x0d, 0x0a]},
  {name: "a Parquet file", bytes: [0x50, 0x41, 0x52, 0x31]}
];

async function explained(error: unknown, file: LogFile): Promise<unknown> {
  if (!(error instanceof NotAConnLogError)) return error;
  const head = await readHead(file.path, 8);
  const magic = magics.find(({bytes}) => bytes.every((byte, i) => head[i] === byte));
  const found = magic?.name ?? `${error.found} (line ${error.line})`;
  const expected = "expected Zeek’s conn.log, tab-separated or JSON, plain or gzip";
  return new UsageError(`not a Zeek conn log: ${file.name} is ${found}; ${expected}`, {
    cause: error
  });
}
