import {boundedReader, recordTime} from "../../src/core/readers/bounded-reader.js";
import {dayCounts} from "../../src/core/readers/day-counts.js";
import type {DayCounts} from "../../src/core/readers/day-counts.js";
import {eventFields} from "../../src/core/readers/fields.js";
import type {LogKind} from "../../src/core/readers/kinds/kind.js";
import {connections} from "../../src/core/readers/kinds/registry.js";
import type {ByteRows} from "../../src/core/readers/rows/byte-rows.js";
import {asciiText, isWord} from "../../src/core/readers/rows/byte-values.js";
import type {TimeBounds} from "../../src/core/readers/time-bounds.js";
import type {KindDays, KindTimes, RawPartition} from "../../src/core/schema/raw-facts.js";
import {UsageError} from "../config/errors.js";
import {inspectLog} from "./inspect-log.js";
import {labelCounts} from "./label-counts.js";
import type {LabelCounts} from "./label-counts.js";
import type {DigestedLog} from "./land-bytes.js";
import {hasTable, rawTables} from "./raw-tables.js";
import type {RawTables, RawTablesOptions} from "./raw-tables.js";
import {readLog} from "./read-log.js";
import type {LogSink} from "./read-log.js";
import {reasonCounts} from "./reason-counts.js";
import type {ReasonCounts} from "./reason-counts.js";

/** The bounds of the times of events, and of the records of other kinds. */
export interface LogBounds {
  events: TimeBounds;
  records: TimeBounds;
}

/** How a file is read. */
export interface ReadFileOptions extends RawTablesOptions {
  /** The bounds of its times; null: none. */
  bounds: LogBounds | null;

  /** Called with the bytes read so far. */
  onBytes?(bytes: number): void;
}

/** What a file has become: its tables are written. */
export interface ReadFile {
  facts: RawPartition;

  /** The number of events. */
  events: number;

  /** Rows by path inside the artifact. */
  fileRows: {[path: string]: number};
}

/** How many row groups, of some 25 MB each, may wait to be written. */
const maxWaiting = 2;

const labelSlot = eventFields.findIndex(({column}) => column === "label");

/** Reads *log* and writes its events, other records and rejected lines as Parquet. Throws a UsageError if it is no log. */
export async function readFile(log: DigestedLog, options: ReadFileOptions): Promise<ReadFile> {
  const {bounds, slot, onBytes} = options;
  const {log: format, problem} = await inspectLog(log);
  if (problem) throw new UsageError(problem.message);
  const tables = rawTables(options);
  const tally: Tally = {labels: labelCounts(), reasons: reasonCounts(), times: kindTimes()};
  const counts = await readLog(log, format, {
    ...sinkOf(tables, tally),
    bound: bounds ? boundBy(bounds) : undefined,
    async progress(bytesRead) {
      onBytes?.(bytesRead);
      await options.files?.settle(maxWaiting);
    }
  });
  const {events, fileRows} = tables.finish();
  await options.files?.settle();
  const {sha256, bytes} = log;
  const facts: RawPartition = {
    ...counts,
    ...{slot, sha256, bytes},
    days: tally.times.days(),
    times: tally.times.all(),
    reasons: tally.reasons.all().map(({file: _, ...reason}) => reason),
    labelled: tally.labels.labelled(),
    labels: tally.labels.all()
  };
  return {facts, events, fileRows};
}

/** What a thread is given to read. */
export interface ReadFileInput extends Omit<ReadFileOptions, "onBytes" | "files"> {
  log: DigestedLog;
}

/** Reads a log as readFile does; returns the message of a UsageError in place of it, since a thread cannot throw one. */
export async function readFileOnThread({
  log,
  ...options
}: ReadFileInput): Promise<ReadFile | {problem: string}> {
  try {
    return await readFile(log, options);
  } catch (error) {
    if (error instanceof UsageError) return {problem: error.message};
    throw error;
  }
}

function boundBy({events, records}: LogBounds): LogSink["bound"] {
  const boundsOf = (kind: LogKind | null) => (kind === connections ? events : records);
  return (reader, field) => boundedReader(reader, {boundsOf, field});
}

/** What is noted about records and rejected lines on the way. */
interface Tally {
  labels: LabelCounts;
  reasons: ReasonCounts;
  times: Times;
}

function sinkOf(tables: RawTables, {labels, reasons, times}: Tally): Omit<LogSink, "progress"> {
  let label = "";
  const labelOf = ({starts, ends}: ByteRows, bytes: Uint8Array): string | null => {
    const [start, end] = [starts[labelSlot], ends[labelSlot]];
    if (start < 0) return null;
    if (!isWord(bytes, start, end, label)) label = asciiText(bytes, start, end);
    return label;
  };
  return {
    acceptRow(rows, bytes, line) {
      if (rows.timeSlot >= 0) times.add(rows.kind, rows.numbers[rows.timeSlot]);
      if (tables.putRow(rows, bytes, line)) labels.add(labelOf(rows, bytes));
    },
    accept(reader) {
      const {kind, values} = reader;
      const time = recordTime(kind, values);
      if (kind && time !== null) times.add(kind, time);
      if (tables.put(reader)) labels.add(values[labelSlot] as string | null);
    },
    reject(reader) {
      tables.reject(reader);
      reasons.add(reader.rejection!, "");
    }
  };
}

/** Counts records by kind and day. */
interface Times {
  /** Counts a record of *kind* at a time in microseconds since 1970. */
  add(kind: LogKind, micros: number): void;

  all(): KindTimes[];

  /** Returns the days of the kinds that have a table. */
  days(): KindDays[];
}

function kindTimes(): Times {
  const kinds = new Map<string, {kind: LogKind; counts: DayCounts}>();
  let current: {kind: LogKind; counts: DayCounts} | undefined;
  return {
    add(kind, micros) {
      if (current?.kind !== kind) {
        current = kinds.get(kind.name) ?? {kind, counts: dayCounts()};
        kinds.set(kind.name, current);
      }
      current.counts.add(0, micros);
    },
    all: () =>
      [...kinds.values()].map(({kind, counts}) => ({
        kind: kind.name,
        days: counts.days().map(({day, records, first, last}) => [day, records, first, last])
      })),
    days: () =>
      [...kinds.values()]
        .filter(({kind}) => hasTable(kind))
        .map(({kind, counts}) => ({
          kind: kind.name,
          days: counts.days().map(({day}) => dayText(day))
        }))
  };
}

function dayText(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}
