import {eventFields} from "../../src/core/readers/fields.js";
import {findKind, logKinds} from "../../src/core/readers/kinds/registry.js";
import type {LogReader} from "../../src/core/readers/reader.js";
import type {Json} from "../../src/core/schema/artifacts.js";
import type {RawFacts, RawKind} from "../../src/core/schema/raw-facts.js";
import type {PhaseContext} from "../artifacts/context.js";
import type {Made} from "../artifacts/artifacts.js";
import {UsageError} from "../config/errors.js";
import {openSession} from "../duckdb/session.js";
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

  /** The earliest and latest time, in microseconds since 1970. */
  first: number;
  last: number;
}

const timeSlot = eventFields.findIndex(({column}) => column === "time");
const labelSlot = eventFields.findIndex(({column}) => column === "label");

/**
 * Reads *logs* in order and writes their events, other records and rejected lines as Parquet into *folder*.
 * Everything in the facts comes from the bytes.
 */
export async function makeRaw(
  logs: readonly DigestedLog[],
  folder: string,
  scratch: string,
  context: PhaseContext
): Promise<Made> {
  const session = await openSession({scratch});
  try {
    const tables = await rawTables(session, folder, scratch);
    const tally: Tally = {
      events: 0,
      labels: labelCounts(),
      reasons: reasonCounts(),
      first: Infinity,
      last: -Infinity
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
      files.push(
        await readLog(log, format, {...sinkOf({index: i, name: log.name}, tables, tally), settle})
      );
      if (files[i].accepted === 0) context.reporter.warn(`no events in ${log.name}`);
      before += log.bytes;
    }
    const fileRows = await tables.finish();
    return {rows: tally.events, facts: {...factsOf(logs, files, tally)}, fileRows};
  } finally {
    session.close();
  }
}

function sinkOf(
  {index, name}: {index: number; name: string},
  tables: RawTables,
  tally: Tally
): Omit<LogSink, "settle"> {
  return {
    accept(reader: LogReader) {
      if (!tables.put(reader, index)) return;
      const time = reader.values[timeSlot] as number;
      if (time < tally.first) tally.first = time;
      if (time > tally.last) tally.last = time;
      tally.labels.add(reader.values[labelSlot] as string | null);
      ++tally.events;
    },
    reject(reader: LogReader) {
      tables.reject(reader, index);
      tally.reasons.add(reader.rejection!, name);
    }
  };
}

function factsOf(
  logs: readonly DigestedLog[],
  files: readonly LineCounts[],
  tally: Tally
): {[name: string]: Json} {
  const totals = sumOf(files);
  checkCounts(totals, "all files");
  const facts: Omit<RawFacts, "skipped"> = {
    files: logs.map(({name, sha256, bytes}, i) => ({name, sha256, bytes, ...files[i]})),
    ...totals,
    kinds: kindsOf(files),
    reasons: tally.reasons.top(),
    labelled: tally.labels.labelled(),
    labels: tally.labels.top(),
    firstTime: tally.events ? isoMicros(tally.first) : null,
    lastTime: tally.events ? isoMicros(tally.last) : null
  };
  return facts as unknown as {[name: string]: Json};
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

/** Returns microseconds since 1970 as ISO 8601 in UTC; e.g., `2024-04-19T00:00:35.943239Z`. */
function isoMicros(micros: number): string {
  const seconds = Math.floor(micros / 1e6);
  const fraction = String(micros % 1e6).padStart(6, "0");
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${fraction}Z`;
}
