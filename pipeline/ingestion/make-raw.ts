import {eventFields} from "../../src/core/readers/fields.js";
import type {LogReader} from "../../src/core/readers/reader.js";
import type {Json} from "../../src/core/schema/artifacts.js";
import {attackOf} from "../../src/core/schema/events.js";
import type {PhaseContext} from "../artifacts/context.js";
import {openSession} from "../duckdb/session.js";
import type {Made} from "../artifacts/artifacts.js";
import {eventPart, eventTable, putEvent, rejectedPath, rejectedTable} from "./event-table.js";
import type {DigestedLog} from "./land-bytes.js";
import {checkCounts, readLog} from "./read-log.js";
import type {LineCounts, LogSink} from "./read-log.js";
import {tableWriter} from "./table-writer.js";
import type {TableWriter} from "./table-writer.js";

/** What is noted about the events on the way. */
interface Tally {
  /** The number of events so far, hence the next event_id. */
  events: number;

  /** The number of events whose label says whether they are an attack. */
  labelled: number;

  /** The earliest and latest time, in microseconds since 1970. */
  first: number;
  last: number;
}

const timeSlot = eventFields.findIndex(({column}) => column === "time");
const labelSlot = eventFields.findIndex(({column}) => column === "label");

/**
 * Reads *logs* in order and writes their events and rejected lines as Parquet into *folder*.
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
    const events = tableWriter(session, eventTable(folder, `${scratch}/events`));
    const refused = tableWriter(session, rejectedTable(folder, `${scratch}/rejected`));
    const tally: Tally = {events: 0, labelled: 0, first: Infinity, last: -Infinity};
    const files: LineCounts[] = [];
    const total = logs.reduce((sum, {bytes}) => sum + bytes, 0);
    let before = 0;
    for (const [i, log] of logs.entries()) {
      const sink = sinkOf(i, events, refused, tally);
      const settle = async (bytesRead: number): Promise<void> => {
        context.reporter.progress(before + bytesRead, total, "bytes");
        await events.settle();
      };
      files.push(await readLog(log, {...sink, settle}));
      if (files[i].accepted === 0) context.reporter.warn(`no events in ${log.name}`);
      before += log.bytes;
    }
    const [parts, rejected] = [await events.finish(), await refused.finish()];
    const fileRows: {[path: string]: number} = {[rejectedPath]: rejected[0]};
    parts.forEach((rows, part) => (fileRows[eventPart(part)] = rows));
    return {rows: tally.events, facts: factsOf(logs, files, tally), fileRows};
  } finally {
    session.close();
  }
}

function sinkOf(
  file: number,
  events: TableWriter,
  refused: TableWriter,
  tally: Tally
): Omit<LogSink, "settle"> {
  return {
    accept({line, values}: LogReader) {
      const time = values[timeSlot] as number;
      if (time < tally.first) tally.first = time;
      if (time > tally.last) tally.last = time;
      if (attackOf(values[labelSlot] as string | null) !== null) ++tally.labelled;
      putEvent(events, tally.events++, values, file, line);
    },
    reject({rejection}: LogReader) {
      const {line, field, reason, excerpt} = rejection!;
      for (const value of [file, line, field, reason, excerpt]) refused.put(value);
      refused.endRow();
    }
  };
}

function factsOf(
  logs: readonly DigestedLog[],
  files: readonly LineCounts[],
  tally: Tally
): {[name: string]: Json} {
  const sum = (name: "lines" | "comments" | "accepted" | "rejected") =>
    files.reduce((total, counts) => total + counts[name], 0);
  const totals = {
    lines: sum("lines"),
    comments: sum("comments"),
    accepted: sum("accepted"),
    rejected: sum("rejected")
  };
  checkCounts({...totals, partial: null}, "all files");
  return {
    files: logs.map(({name, sha256, bytes}, i) => ({name, sha256, bytes, ...files[i]})),
    ...totals,
    labelled: tally.labelled,
    firstTime: tally.events ? isoMicros(tally.first) : null,
    lastTime: tally.events ? isoMicros(tally.last) : null
  };
}

/** Returns microseconds since 1970 as ISO 8601 in UTC; e.g., `2024-04-19T00:00:35.943239Z`. */
function isoMicros(micros: number): string {
  const seconds = Math.floor(micros / 1e6);
  const fraction = String(micros % 1e6).padStart(6, "0");
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${fraction}Z`;
}
