import {boundedReader} from "../../core/readers/bounded-reader.js";
import {dayCounts} from "../../core/readers/day-counts.js";
import {eventTable} from "../../core/readers/events/table.js";
import type {EventTable} from "../../core/readers/events/table.js";
import {lineSplitter} from "../../core/readers/lines.js";
import {maxTextLength, forEachLine, UnsupportedLogError} from "../../core/readers/reader.js";
import type {LineKind, LogReader} from "../../core/readers/reader.js";
import {connectionReader, openLog, supportedFormats} from "../../core/readers/registry.js";
import {anyTime, reachesBeyond, timeBounds} from "../../core/readers/time-bounds.js";
import type {TimeBounds} from "../../core/readers/time-bounds.js";
import {logText, inspect} from "./log-text.js";
import type {FileReport, FileToScore, RejectedLine} from "./messages.js";

/** The maximum number of events that are read; about 130 bytes each, and 60 for their features. */
export const maxEvents = 5_000_000;

const maxRejections = 10_000;

/** The events of some files. */
export interface ReadLogs {
  table: EventTable;
  files: FileReport[];
  rejections: RejectedLine[];
  /** Whether there were more events than are read. */
  stopped: boolean;
  /** The time spent on making events of lines, in ms; the rest was waiting for bytes. */
  parsing: number;
}

/** The listener of the work, and its end. */
interface Watch {
  /** Called between pieces; *done* of *total* bytes are read. */
  progress(done: number, total: number, table: EventTable, rejected: number): void;

  /** Returns whether the work is cancelled. */
  isCancelled(): boolean;
}

/**
 * Reads files into one table, in their order, line by line with the readers of the pipeline. Rejected
 * lines are counted, and the first of them stored with their reasons. Where times are stray ones, by the bounds of the
 * pipeline, the files are read once more, and their lines are rejected. Throws an Error that names the file and
 * what it is if none is a log.
 */
export async function readLogs(wanted: readonly FileToScore[], watch: Watch): Promise<ReadLogs> {
  const first = await readOnce(wanted, watch, null);
  const {table} = first;
  const counts = dayCounts();
  for (let i = 0; i < table.rows; ++i) counts.add(table.file[i], table.numbers.time[i]);
  const bounds = timeBounds(counts, anyTime);
  if (watch.isCancelled() || !reachesBeyond(counts, bounds)) return first;
  const second = await readOnce(wanted, watch, bounds);
  return {...second, parsing: first.parsing + second.parsing};
}

async function readOnce(
  wanted: readonly FileToScore[],
  watch: Watch,
  bounds: TimeBounds | null
): Promise<ReadLogs> {
  const logs: ReadLogs = {
    table: eventTable(),
    files: [],
    rejections: [],
    stopped: false,
    parsing: 0
  };
  const total = wanted.reduce((sum, {file}) => sum + file.size, 0);
  let before = 0;
  for (const [i, {file}] of wanted.entries()) {
    const rejectedBefore = logs.files.reduce((sum, {rejected}) => sum + rejected, 0);
    await readOne(
      logs,
      wanted[i],
      {index: i, bounds},
      {
        ...watch,
        progress: (done, _, table, rejected) =>
          watch.progress(before + done, total, table, rejectedBefore + rejected)
      }
    );
    before += file.size;
    if (logs.stopped || watch.isCancelled()) break;
  }
  const foreign = logs.files.filter(({accepted, foreign}) => foreign && accepted === 0);
  if (foreign.length === wanted.length) throw noLogs(foreign);
  return logs;
}

async function readOne(
  logs: ReadLogs,
  wanted: FileToScore,
  {index, bounds}: {index: number; bounds: TimeBounds | null},
  watch: Watch
) {
  const {file} = wanted;
  const reader = await openReader(wanted, bounds);
  const report = emptyReport(file);
  logs.files.push(report);
  const count = (kind: LineKind): void => {
    if (kind === "comment") ++report.comments;
    else if (kind === "event") {
      ++report.accepted;
      logs.table.add(reader.values, index, reader.line);
    } else {
      ++report.rejected;
      const {rejection} = reader;
      if (rejection && logs.rejections.length < maxRejections) {
        logs.rejections.push({file: file.name, index, ...rejection});
      }
    }
  };
  const splitter = lineSplitter((line) => {
    if (logs.stopped) return;
    if (logs.table.rows < maxEvents) forEachLine(reader, reader.read(line), count);
    else logs.stopped = true;
  });
  let read = 0;
  const text = logText(file, (bytes) => void (read = bytes));
  try {
    for await (const piece of text.pieces) {
      const begun = performance.now();
      splitter.push(piece);
      logs.parsing += performance.now() - begun;
      watch.progress(read, file.size, logs.table, report.rejected);
      if (watch.isCancelled() || logs.stopped) break;
    }
    const rest = splitter.rest();
    report.partial = text.fault();
    if (report.partial !== null) forEachLine(reader, reader.refuse(rest, report.partial), count);
    else if (!logs.stopped) countLast(reader, rest, report, count);
  } catch (error) {
    if (!(error instanceof UnsupportedLogError)) throw error;
    rejectRest(logs, report, {error, index});
    return;
  }
  if (logs.stopped)
    report.partial = `read up to its line ${reader.line}; a page holds no more events`;
  report.lines = reader.line;
}

/** Counts what waits, and a last line without an end; the file is partial if it is no record, as ingestion says too. */
function countLast(
  reader: LogReader,
  rest: string,
  report: FileReport,
  count: (kind: LineKind) => void
): void {
  let last: LineKind | null = null;
  const note = (kind: LineKind): void => count((last = kind));
  if (rest) forEachLine(reader, reader.read(rest), note);
  if ((last as LineKind | null) === "rejected" && reader.rejection?.field === null)
    report.partial = `it ends in the middle of its line ${reader.line}`;
  const open = reader.end();
  if (open !== null)
    report.partial ??= `it ends within the quote that its line ${reader.line} opens`;
  forEachLine(reader, open, count);
}

function emptyReport({name, size}: File): FileReport {
  const counts = {lines: 0, comments: 0, accepted: 0, rejected: 0};
  return {name, size, ...counts, partial: null, foreign: false};
}

/** Ends the reading of a file that is another kind of log; the events before that remain. */
function rejectRest(
  logs: ReadLogs,
  report: FileReport,
  {error, index}: {error: UnsupportedLogError; index: number}
): void {
  const {found, line} = error;
  ++report.rejected;
  report.lines = report.comments + report.accepted + report.rejected;
  report.foreign = true;
  report.partial = `it is ${found} (line ${line}); give ${supportedFormats}`;
  if (logs.rejections.length < maxRejections) {
    const why = {line, field: null, reason: `not a log of connections: ${found}`, excerpt: ""};
    logs.rejections.push({file: report.name, index, ...why});
  }
}

function noLogs(files: readonly FileReport[]): Error {
  const named = files.slice(0, 5).map(({name, partial}) => `${name}: ${partial}`);
  return new Error(`not a log of connections: ${named.join(". ")}`);
}

async function openReader(
  {file, mapping}: FileToScore,
  bounds: TimeBounds | null
): Promise<LogReader> {
  const detected = await inspect(file);
  if (detected.kind === "unsupported" || (detected.kind === "table") !== (mapping !== null)) {
    throw new Error(`${file.name} has changed; drop it again`);
  }
  const reader = connectionReader(openLog(detected, mapping ?? undefined));
  if (!bounds) return reader;
  return boundedReader(reader, {boundsOf: () => bounds, field: mapping?.fields.time ?? "ts"});
}

/** Returns the *line*th line of a file, from 1, at most 64 kB of it; null if there is none. */
export async function readLine(file: Blob, line: number): Promise<string | null> {
  let at = 0;
  let found: string | null = null;
  const splitter = lineSplitter((text) => {
    if (++at === line) found = text;
  });
  for await (const piece of logText(file).pieces) {
    splitter.push(piece);
    if (found !== null) break;
  }
  if (found === null && at + 1 === line) found = splitter.rest();
  return (found as string | null)?.slice(0, maxTextLength) ?? null;
}
