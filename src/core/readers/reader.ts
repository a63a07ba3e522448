import type {LogKind} from "./kinds/kind.js";
import type {ByteReader} from "./rows/byte-rows.js";

/** A value of a record: microseconds since 1970 for the time, else of the column’s type. */
export type EventValue = string | number | boolean | null;

/** What a line turned out to be: a record of some kind is an event; blank lines and header lines are comments. */
export type LineKind = "comment" | "event" | "rejected";

/** Why a line is not an event. */
export interface Fault {
  /** The field that is wrong, as the log calls it; null if it is the whole line. */
  field: string | null;

  /** What is wrong with it. */
  reason: string;

  /** The value, or the line if no field is to blame: its first 200 characters, as in the log. */
  excerpt: string;
}

/** A line that is not an event, and why. */
export interface Rejection extends Fault {
  /** Which line of the file, from 1. */
  line: number;
}

/** Where the formats leave what they read; one per file, rewritten by every line. */
export interface Reading {
  /** The kind of the last record, and of the rows below the last header; null before the first. */
  kind: LogKind | null;

  /** The values of the last event, in the order of the fields of its kind. */
  values: EventValue[];

  /** What was wrong with the last rejected line. */
  fault: Fault | null;
}

/** Reads the lines of one file, in order. What it hands out is overwritten by the next line. */
export interface LogReader {
  /**
   * Takes the next line, without its end; returns what the first line is that was not decided yet, or null if
   * only later lines decide (a quote is open). Call `next` until it returns null before the next line. Throws an
   * UnsupportedLogError if the file is something else.
   */
  read(line: string): LineKind | null;

  /** Returns what the next line is, of those that were taken and can be decided; null if there is none. */
  next(): LineKind | null;

  /** Takes a line that cannot be read whole and is rejected; *reason* says why. Returns as *read* does. */
  refuse(line: string, reason: string): LineKind | null;

  /** Ends the file; returns, as *read* does, what the first line is that waited for later ones; null if none did. */
  end(): LineKind | null;

  /** The rows that may be read as bytes; absent where every line is to be given to `read`. */
  readonly bytes?: ByteReader;

  /** The number of the line that was decided last, from 1; once all are, how many there are. */
  readonly line: number;

  /** The kind of the records that the line decided last was one of, or is about; null if it is not known yet. */
  readonly kind: LogKind | null;

  /** The event of the last line that was one, in the order of the fields of its kind. */
  readonly values: readonly EventValue[];

  /** Why the last rejected line was rejected; null before the first. */
  readonly rejection: Rejection | null;
}

/** The file is no log that can be read; nothing of it should be kept. */
export class UnsupportedLogError extends Error {
  override readonly name = "UnsupportedLogError";

  /** What the file is; e.g., `a Zeek log with no field ts`. */
  readonly found: string;

  /** The line that says so, from 1. */
  readonly line: number;

  constructor(found: string, line: number) {
    super(`not a log: ${found}, at line ${line}`);
    this.found = found;
    this.line = line;
  }
}

/** The length of the longest line that is read, in UTF-16 units; a longer one is rejected. */
export const maxLineLength = 1 << 20;

/** Why a longer line is rejected. */
export const tooLong = `line too long; expected at most ${maxLineLength} characters`;

/** The length of the longest text that is kept, in UTF-16 units; a longer one rejects its line. */
export const maxTextLength = 1 << 16;

/** The length of the excerpts in rejections, in UTF-16 units. */
export const maxExcerptLength = 200;

/** Returns a reading with nothing read; *kind* is that of the records if it is known before. */
export function emptyReading(kind: LogKind | null = null): Reading {
  const reading: Reading = {kind: null, values: [], fault: null};
  if (kind) setKind(reading, kind);
  return reading;
}

/** Sets the kind of the records to come. */
export function setKind(reading: Reading, kind: LogKind): void {
  reading.kind = kind;
  reading.values = new Array<EventValue>(kind.fields.length).fill(null);
}

/** Calls *take* with *first* and with what every further line is that *reader* can decide, in the order of the file. */
export function forEachLine(
  reader: Pick<LogReader, "next">,
  first: LineKind | null,
  take: (kind: LineKind) => void
): void {
  for (let kind = first; kind !== null; kind = reader.next()) take(kind);
}

/** Leaves a fault in *reading*; returns what the line then is. */
export function reject(
  reading: Reading,
  field: string | null,
  reason: string,
  excerpt: string
): LineKind {
  reading.fault = {field, reason, excerpt: excerpt.slice(0, maxExcerptLength)};
  return "rejected";
}
