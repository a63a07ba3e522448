import type {LogKind} from "../kinds/kind.js";

/** The times of the rows that are read as bytes, in microseconds since 1970; both ends belong to it. */
export interface TimeSpan {
  from: number;
  to: number;
}

/**
 * Reads rows of a log from its bytes, without a text for each line and value: only those of which it is certain what they are,
 * and that a reader of lines would read as the same record. Every other line is for that reader to decide.
 */
export interface ByteRows {
  /** The kind of the records. */
  readonly kind: LogKind;

  /** The slot of the time; -1 if records of the kind have none. */
  readonly timeSlot: number;

  /** The values of the last row that are numbers, by slot; NaN is null, and a flag is 0 or 1. */
  readonly numbers: Float64Array;

  /** Where the texts of the last row begin and end in the bytes, by slot; ASCII. A start of -1 is null. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;

  /** Whether the value of a slot is a text. */
  readonly isText: readonly boolean[];

  /** Reads the line of *bytes* at *start*; returns where the next one begins, or -1 if it is not certain what the line is, or has no end before *end*. */
  read(bytes: Uint8Array, start: number, end: number): number;
}

/** The rows of a reader that may be read as bytes. */
export interface ByteReader {
  /** Returns how the next row may be read; null where it is a line for the reader. Good until the next line that is. */
  rows(span: TimeSpan): ByteRows | null;

  /** Counts a line that was read as bytes. */
  pass(): void;
}
