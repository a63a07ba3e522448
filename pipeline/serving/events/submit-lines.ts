import {setImmediate} from "node:timers/promises";
import {flowsOf} from "../../../src/core/features/flows.js";
import type {Flows, WindowCount} from "../../../src/core/features/flows.js";
import {windowColumns} from "../../../src/core/features/list.js";
import {eventTable} from "../../../src/core/readers/events/table.js";
import type {EventTable} from "../../../src/core/readers/events/table.js";
import {eventFields} from "../../../src/core/readers/fields.js";
import type {Fault, LogReader} from "../../../src/core/readers/reader.js";
import type {Mapping} from "../../../src/core/readers/table/mapping.js";
import {windowMicros} from "../../../src/core/stream/open-window.js";
import type {Placement} from "../../../src/core/stream/event-windows.js";
import {scoreEvents} from "../../../src/core/stream/event-scores.js";
import type {EventModel} from "../../../src/core/stream/event-scores.js";
import {eventAnswer, instant} from "./event-answer.js";
import type {EventAnswer} from "./event-answer.js";
import type {Outcome} from "./event-metrics.js";
import type {LiveEvents} from "./live-events.js";
import {findFormat, lineReader} from "./read-lines.js";
import type {LineFormat, LineSink} from "./read-lines.js";

/** What is said of a line. */
export interface LineAnswer extends Partial<EventAnswer> {
  /** Which line of the request, from 1. */
  line: number;
  outcome: Outcome;

  /** The number of the event, by which its final score names it; absent without a score. */
  event?: number;

  /** The first instant of its window. */
  window?: string;

  /** Whether the score may still change: its window is open. Of a late line, the score is final and over late lines alone. */
  provisional?: boolean;
  final?: boolean;

  /** Of a line that has no score: the field that is to blame, what is wrong, what stands there, and what to do. */
  field?: string | null;
  problem?: string;
  excerpt?: string;
  remedy?: string;
}

/** How a request is read and answered. */
export interface SubmitOptions {
  /** The sender, whose header is remembered; null: the request stands for itself. */
  source: string | null;
  mapping: Mapping | undefined;

  /** From which score on an event is given its reasons; 0 for all. */
  reasonsFrom: number;
}

/** How many lines are read and scored before other requests get their turn. */
const sliceLines = 512;

const timeSlot = eventFields.find(({column}) => column === "time")!.slot;

/** What the sources said of their lines, the one that was silent for longest first. */
export type SourceFormats = Map<string, LineFormat>;

/**
 * Takes the lines of a request and returns what is said of each but comments, in order. Throws a UsageError if the body is of
 * no format that can be read: then no line was taken.
 */
export async function submitLines(
  live: LiveEvents,
  formats: SourceFormats,
  body: Buffer,
  {source, mapping, reasonsFrom}: SubmitOptions
): Promise<LineAnswer[]> {
  const {limits} = live.options;
  const model = live.options.model();
  const format = findFormat(body, source === null ? undefined : formats.get(source), mapping);
  const lines = linesOf(body.toString("utf8"));
  const reader = lineReader(format, limits.lineLength);
  const answers: LineAnswer[] = [];
  for (let from = 0; from < lines.length || from === 0; from += sliceLines) {
    const slice = newSlice(live);
    reader.read(lines.slice(from, from + sliceLines), slice);
    if (from + sliceLines >= lines.length) reader.end(slice);
    for (const answer of slice.answer(model, reasonsFrom)) answers.push(answer);
    live.advance();
    if (from + sliceLines < lines.length) await setImmediate();
  }
  if (source !== null) remember(formats, source, reader.format, limits.sources);
  return answers;
}

/** Returns the number of lines of *body*. */
export function countLines(body: Buffer): number {
  let lines = body.length > 0 && body.at(-1) !== 10 ? 1 : 0;
  for (let at = body.indexOf(10); at >= 0; at = body.indexOf(10, at + 1)) ++lines;
  return lines;
}

function linesOf(text: string): string[] {
  const lines = text.replace(/^\ufeff/, "").split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines.map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line));
}

function remember(
  formats: SourceFormats,
  source: string,
  format: LineFormat | null,
  most: number
): void {
  formats.delete(source);
  if (!format) return;
  formats.set(source, format);
  for (const oldest of formats.keys()) {
    if (formats.size <= most) break;
    formats.delete(oldest);
  }
}

/** Lines that are taken together, and answered once they are. */
interface Slice extends LineSink {
  /** Returns the answers, in the order of the lines. */
  answer(model: EventModel, reasonsFrom: number): LineAnswer[];
}

const full = "open windows are full";

const problems: Readonly<Record<"full" | "far" | "future", {problem: string; remedy: string}>> = {
  full: {
    problem: full,
    remedy: "serve with a larger --max-open-events; the window is marked as partial"
  },
  far: {
    problem: "time is far from that of the other events",
    remedy: "send it with 20 others of that day, or to `atalaya run`"
  },
  future: {
    problem: "time is ahead of the clock",
    remedy: "check the clock of the sensor, and the unit of the time"
  }
};

function newSlice(live: LiveEvents): Slice {
  const {windows, options} = live;
  const {limits, now} = options;
  const answers: LineAnswer[] = [];
  const kept = newRows();
  const late = newRows();
  const latest = (now() + limits.futureSeconds * 1000) * 1000;
  const place = (reader: LogReader, id: number): Placement | "future" => {
    const time = reader.values[timeSlot] as number;
    return time > latest ? "future" : windows.take(id, reader.values);
  };
  const refuse = (answer: LineAnswer): void => {
    answers.push(answer);
    live.count(answer.outcome);
  };
  return {
    accept(line, reader) {
      const id = live.nextEvent();
      const placed = place(reader, id);
      if (placed === "kept" || placed === "late") {
        const outcome = placed === "kept" ? "accepted" : "late";
        const rows = placed === "kept" ? kept : late;
        rows.add(reader, answers.length, placed === "kept" ? windows.counts : null);
        answers.push({line, event: id, outcome});
        live.count(outcome);
      } else {
        const excerpt = instant(reader.values[timeSlot] as number);
        refuse({line, outcome: "rejected", field: null, ...problems[placed], excerpt});
      }
    },
    skip: (line, kind) =>
      refuse({
        line,
        outcome: "skipped",
        problem: `a ${kind} record has no score`,
        remedy: "send connections; `atalaya run` reads other logs, too"
      }),
    reject: (line, {field, reason, excerpt}: Fault) =>
      refuse({
        line,
        outcome: "rejected",
        ...{field, problem: reason, excerpt},
        remedy: field === null ? "send the complete line" : `correct ${field}`
      }),
    answer(model, reasonsFrom) {
      for (const rows of [kept, late]) {
        const isLate = rows === late;
        for (const [at, said] of scoreRows(rows, live, model, reasonsFrom))
          Object.assign(answers[at], said, {provisional: !isLate, final: isLate});
      }
      return answers;
    }
  };
}

/** Events that are scored together, and the places of their answers. */
interface Rows {
  table: EventTable;
  places: number[];
  counts: number[][];
  add(reader: LogReader, place: number, counts: LiveEvents["windows"]["counts"]): void;
}

function newRows(): Rows {
  const table = eventTable(sliceLines);
  const places: number[] = [];
  const counts: number[][] = windowColumns.map(() => []);
  return {
    ...{table, places, counts},
    add({values}, place, soFar) {
      table.add(values, 0, 0);
      places.push(place);
      if (soFar) windowColumns.forEach((name, k) => counts[k].push(soFar[name as WindowCount]));
    }
  };
}

/** Returns what is said of each of *rows*, with the place of its answer. */
function* scoreRows(
  {table, places, counts}: Rows,
  live: LiveEvents,
  model: EventModel,
  reasonsFrom: number
): Generator<[place: number, answer: EventAnswer & {window: string}]> {
  if (places.length === 0) return;
  const flows: Flows = flowsOf(table);
  if (counts[0].length > 0)
    windowColumns.forEach((name, k) => {
      flows.window[name as WindowCount] = Uint32Array.from(counts[k]);
    });
  const scored = scoreEvents(flows, model);
  for (const [i, place] of places.entries()) {
    const withReasons = scored.scores[i] >= reasonsFrom;
    const answer = eventAnswer({table, i, scored, at: i, model, evidence: live.evidence.find, withReasons}); // prettier-ignore
    const number = Math.floor(table.numbers.time[i] / windowMicros);
    yield [place, {...answer, window: instant(number * windowMicros)}];
  }
}
