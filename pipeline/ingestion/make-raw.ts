import {mkdir, readdir, rm} from "node:fs/promises";
import {join} from "node:path";
import {boundedReader, recordTime} from "../../src/core/readers/bounded-reader.js";
import {dayCounts} from "../../src/core/readers/day-counts.js";
import type {DayCounts} from "../../src/core/readers/day-counts.js";
import {eventFields} from "../../src/core/readers/fields.js";
import type {LogKind} from "../../src/core/readers/kinds/kind.js";
import {connections, findKind, logKinds} from "../../src/core/readers/kinds/registry.js";
import type {LogReader} from "../../src/core/readers/reader.js";
import type {ByteRows} from "../../src/core/readers/rows/byte-rows.js";
import {asciiText, isWord} from "../../src/core/readers/rows/byte-values.js";
import {
  anyTime,
  areKnown,
  givenBounds,
  reachesBeyond,
  timeBounds
} from "../../src/core/readers/time-bounds.js";
import type {TimeBounds, TimeRequest} from "../../src/core/readers/time-bounds.js";
import {timeText} from "../../src/core/readers/times.js";
import type {Json} from "../../src/core/schema/artifacts.js";
import type {RawBounds, RawFacts, RawKind} from "../../src/core/schema/raw-facts.js";
import type {PhaseContext} from "../artifacts/context.js";
import type {Made} from "../artifacts/artifacts.js";
import {UsageError} from "../config/errors.js";
import {openSession} from "../duckdb/session.js";
import type {Session} from "../duckdb/session.js";
import {inspectLog} from "./inspect-log.js";
import {labelCounts} from "./label-counts.js";
import type {LabelCounts} from "./label-counts.js";
import type {DigestedLog} from "./land-bytes.js";
import {reasonCounts} from "./reason-counts.js";
import type {ReasonCounts} from "./reason-counts.js";
import {rawTables} from "./raw-tables.js";
import type {RawTables} from "./raw-tables.js";
import {checkCounts, readLog, sumOf} from "./read-log.js";
import type {LineCounts, LogSink} from "./read-log.js";

/** What is noted about the events on the way. */
interface Tally {
  /** The number of events so far. */
  events: number;

  labels: LabelCounts;

  reasons: ReasonCounts;

  /** The days of the events, and of the records of every kind. */
  days: Record<keyof LogBounds, DayCounts>;
}

/** The bounds of the times of events, and of the records of other kinds. */
interface LogBounds {
  events: TimeBounds;
  records: TimeBounds;
}

const labelSlot = eventFields.findIndex(({column}) => column === "label");

/** How logs are read. */
export interface MakeRawOptions {
  /** The times that are asked for. */
  time: TimeRequest;

  /** A folder of scratch. */
  scratch: string;
}

/**
 * Reads *logs* in order and writes their events, other records and rejected lines as Parquet into *folder*.
 * Everything in the facts comes from the bytes. Bounds of the times are known once all has been read: if records lie
 * beyond them, the logs are read once more, and these are rejected.
 */
export async function makeRaw(
  logs: readonly DigestedLog[],
  folder: string,
  {time, scratch}: MakeRawOptions,
  context: PhaseContext
): Promise<Made> {
  const session = await openSession({scratch, threads: context.threads});
  try {
    const given = givenBounds(areKnown(time) ? time : anyTime); // else all records say where the log is
    const options = {session, folder, context};
    let read = await readAll(
      logs,
      {events: given, records: given},
      {...options, scratch: join(scratch, "first")}
    );
    const bounds = boundsOf(read.tally, time);
    const {events, records} = read.tally.days;
    if (reachesBeyond(events, bounds.events) || reachesBeyond(records, bounds.records)) {
      await emptyFolder(folder);
      read = await readAll(logs, bounds, {...options, scratch: join(scratch, "second")});
    }
    for (const [i, {accepted}] of read.files.entries())
      if (accepted === 0) context.reporter.warn(`no events in ${logs[i].name}`);
    return madeOf(logs, read, {time, bounds});
  } finally {
    session.close();
  }
}

/** Returns the bounds of what was read: of events by their own times, of other records by those of all. */
function boundsOf({days}: Tally, time: TimeRequest): LogBounds {
  const [events, all] = [timeBounds(days.events, time), timeBounds(days.records, time)];
  const records = {
    from: Math.min(events.from, all.from),
    to: Math.max(events.to, all.to),
    given: events.given
  };
  return {events, records};
}

/** What was read of all logs. */
interface ReadLogs {
  tally: Tally;
  files: LineCounts[];
  fileRows: {[path: string]: number};
}

interface ReadOptions {
  session: Session;
  folder: string;
  scratch: string;
  context: PhaseContext;
}

async function readAll(
  logs: readonly DigestedLog[],
  bounds: LogBounds,
  {session, folder, scratch, context}: ReadOptions
): Promise<ReadLogs> {
  for (const name of ["events", "rejected"]) await mkdir(join(scratch, name), {recursive: true});
  const tables = await rawTables(session, folder, scratch);
  const tally: Tally = {
    events: 0,
    labels: labelCounts(),
    reasons: reasonCounts(),
    days: {events: dayCounts(), records: dayCounts()}
  };
  const files: LineCounts[] = [];
  const total = logs.reduce((sum, {bytes}) => sum + bytes, 0);
  let before = 0;
  for (const [i, log] of logs.entries()) {
    const {log: format, problem} = await inspectLog(log);
    if (problem) throw new UsageError(problem.message);
    const settle = async (bytesRead: number): Promise<void> => {
      context.reporter.progress(before + bytesRead, total, "bytes");
      await tables.settle();
    };
    const sink = sinkOf({index: i, name: log.name}, tables, tally);
    files.push(await readLog(log, format, {...sink, settle, bound: boundBy(bounds)}));
    before += log.bytes;
  }
  return {tally, files, fileRows: await tables.finish()};
}

function boundBy({events, records}: LogBounds): LogSink["bound"] {
  const isOpen = ({from, to}: TimeBounds) => from === -Infinity && to === Infinity;
  if (isOpen(events) && isOpen(records)) return undefined;
  const boundsOf = (kind: LogKind | null) => (kind === connections ? events : records);
  return (reader, field) => boundedReader(reader, {boundsOf, field});
}

/** Removes what is in *folder*, and keeps it. */
async function emptyFolder(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await rm(join(folder, name), {recursive: true});
}

function sinkOf(
  {index, name}: {index: number; name: string},
  tables: RawTables,
  tally: Tally
): Omit<LogSink, "settle" | "bound"> {
  let label = "";
  const labelOf = ({starts, ends}: ByteRows, bytes: Uint8Array): string | null => {
    const [start, end] = [starts[labelSlot], ends[labelSlot]];
    if (start < 0) return null;
    if (!isWord(bytes, start, end, label)) label = asciiText(bytes, start, end);
    return label;
  };
  return {
    acceptRow(rows, bytes, line) {
      const time = rows.numbers[rows.timeSlot];
      tally.days.records.add(index, time);
      if (!tables.putRow(rows, bytes, index, line)) return;
      tally.days.events.add(index, time);
      tally.labels.add(labelOf(rows, bytes));
      ++tally.events;
    },
    accept(reader: LogReader) {
      const time = recordTime(reader.kind, reader.values);
      if (time !== null) tally.days.records.add(index, time);
      if (!tables.put(reader, index)) return;
      tally.days.events.add(index, time!);
      tally.labels.add(reader.values[labelSlot] as string | null);
      ++tally.events;
    },
    reject(reader: LogReader) {
      tables.reject(reader, index);
      tally.reasons.add(reader.rejection!, name);
    }
  };
}

function madeOf(
  logs: readonly DigestedLog[],
  {tally, files, fileRows}: ReadLogs,
  {time, bounds}: {time: TimeRequest; bounds: LogBounds}
): Made {
  const totals = sumOf(files);
  checkCounts(totals, "all files");
  const days = tally.days.events.days();
  const facts: Omit<RawFacts, "skipped"> = {
    files: logs.map(({name, sha256, bytes}, i) => ({name, sha256, bytes, ...files[i]})),
    ...totals,
    kinds: kindsOf(files),
    reasons: tally.reasons.top(),
    labelled: tally.labels.labelled(),
    labels: tally.labels.top(),
    firstTime: days.length ? timeText(days[0].first) : null,
    lastTime: days.length ? timeText(days.at(-1)!.last) : null,
    time: {
      automatic: time.automatic,
      events: boundsText(bounds.events),
      records: boundsText(bounds.records),
      outside: files.reduce((sum, {outside}) => sum + outside, 0)
    }
  };
  return {rows: tally.events, facts: facts as unknown as {[name: string]: Json}, fileRows};
}

function boundsText({from, to, given}: TimeBounds): RawBounds {
  const text = (micros: number) => (Number.isFinite(micros) ? timeText(micros) : null);
  return {from: text(from), to: text(to), given};
}

/** Returns the lines of all files by kind: the declared ones in their order, then the others by name. */
function kindsOf(files: readonly LineCounts[]): RawKind[] {
  const found = files.flatMap(({kinds}) => kinds);
  const declared = logKinds.map(({name}) => name);
  const others = found.map(({kind}) => kind).filter((kind) => !declared.includes(kind));
  return [...declared, ...[...new Set(others)].sort()].flatMap((kind) => {
    const own = found.filter((one) => one.kind === kind);
    if (own.length === 0) return [];
    return [{kind, files: own.length, use: findKind(kind)?.use ?? null, ...sumOf(own)}];
  });
}
