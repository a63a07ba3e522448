import {maxLineLength, reject, tooLong} from "../reader.js";
import type {LineKind, Reading} from "../reader.js";
import type {DelimitedRows} from "./delimited-rows.js";
import {splitRecord} from "./delimited.js";
import type {OpenRecord} from "./delimited.js";

const maxLines = 64; // of one record: a quote that is never closed must not take the rest of the file

/** The lines of a table, decided one after the other; a line within a quote waits for those that follow. */
export interface TableLines {
  /** Takes the next line; returns what the first line is that is not decided yet, or null if later ones decide. */
  take(text: string): LineKind | null;

  /** Takes a line that cannot be read whole; *reason* says why. Returns as *take* does. */
  refuse(text: string, reason: string): LineKind | null;

  /** Returns what the next line is that can be decided; null if there is none. */
  next(): LineKind | null;

  /** Ends the table: what waits is decided. Returns what the first such line is, or null if there is none. */
  end(): LineKind | null;

  /** The number of the line that was decided last, from 1. */
  readonly line: number;
}

/** A line that waits. */
interface Waiting {
  text: string;
  line: number;
}

/** What is known of a table so far. */
interface TableState {
  readonly delimiter: string;
  readonly rows: DelimitedRows;
  readonly reading: Reading;

  /** The lines of the record whose quote is open, that record, and the length of those lines. */
  held: Waiting[];
  record: OpenRecord | null;
  length: number;

  /** What tells the next lines, in their order; null of a line that waits again. */
  undecided: (() => LineKind | null)[];

  /** The line that was decided last. */
  line: number;
}

/**
 * Returns the lines of a delimited table. A record may go over several lines, in quotes: its last line is then the
 * record, and those before are comments. Where the quote is not closed as RFC 4180 has it, or not within 64 lines,
 * the line that opens it is rejected and the next ones are read on their own, so that one quote costs one line. Where
 * it is closed over lines that are events on their own, either they are the text of a cell, or the quotes of two records
 * hide those between: nothing decides which, so that all are rejected. Each line is split three times at most.
 */
export function delimitedLines(
  delimiter: string,
  rows: DelimitedRows,
  reading: Reading
): TableLines {
  const table: TableState = {
    ...{delimiter, rows, reading, held: [], record: null, length: 0, undecided: [], line: 0}
  };
  let taken = 0;
  return {
    take(text) {
      const one = {text, line: ++taken};
      if (text.length > maxLineLength) {
        if (table.record) giveUp(table, "that is not closed before a line that is too long", false);
        table.undecided.push(() => refuse(table, one, tooLong));
      } else if (table.record) hold(table, one, table.record);
      else return readAlone(table, one, true);
      return decideNext(table);
    },
    refuse(text, reason) {
      const one = {text, line: ++taken};
      if (table.record) giveUp(table, "that is not closed before the end", false);
      table.undecided.push(() => refuse(table, one, reason));
      return decideNext(table);
    },
    next: () => decideNext(table),
    end() {
      if (table.record) giveUp(table, "that is not closed before the end", false);
      return decideNext(table);
    },
    get line() {
      return table.line;
    }
  };
}

function decideNext(table: TableState): LineKind | null {
  for (let decide = table.undecided.shift(); decide; decide = table.undecided.shift()) {
    const kind = decide();
    if (kind !== null) return kind;
  }
  return null;
}

function refuse(table: TableState, {text, line}: Waiting, reason: string): LineKind {
  table.line = line;
  return reject(table.reading, null, reason, text);
}

/** Reads a line that no quote is open before; null if it opens one, which only the last of those that wait may. */
function readAlone(table: TableState, one: Waiting, mayOpen: boolean): LineKind | null {
  const {text, line} = one;
  table.line = line;
  if (text.trim() === "") return "comment";
  const cells = splitRecord(text, table.delimiter);
  if (cells === "stray") {
    const reason = "a quote stands within a cell; expected it doubled, and the cell in quotes";
    return refuse(table, one, reason);
  }
  if (Array.isArray(cells)) return table.rows.read(cells, text);
  if (!mayOpen) return refuse(table, one, `line ${line} opens a quote that is not closed on it`);
  Object.assign(table, {held: [one], record: cells, length: text.length});
  return null;
}

/** Takes a line within the open quote of *record*. */
function hold(table: TableState, one: Waiting, record: OpenRecord): void {
  const {rows, held} = table;
  const cells = splitRecord(one.text, table.delimiter, record);
  held.push(one);
  table.length += one.text.length + 1;
  if (cells === "stray") return giveUp(table, `that line ${one.line} closes within a cell`);
  const isClosed = Array.isArray(cells);
  const count = isClosed ? cells.length : cells.cells.length + 1;
  if (count > rows.width() || (isClosed && count < rows.width() && rows.width() < Infinity))
    return giveUp(
      table,
      `over ${count} fields to line ${one.line}; the header has ${rows.width()}`
    );
  if (isClosed) return close(table, cells);
  table.record = cells;
  if (held.length >= maxLines) giveUp(table, `that is not closed within ${maxLines} lines`);
  else if (table.length > maxLineLength)
    giveUp(table, `that is not closed within ${maxLineLength} characters`);
}

/** Rejects the line that opens the quote; those behind it are read on their own. */
function giveUp(table: TableState, reason: string, mayOpen = true): void {
  const [first, ...others] = forget(table);
  const last = others.at(-1);
  table.undecided.push(() => refuse(table, first, `line ${first.line} opens a quote ${reason}`));
  for (const one of others)
    table.undecided.push(() => readAlone(table, one, mayOpen && one === last));
}

/** Tells the lines of a record whose quotes are closed. */
function close(table: TableState, cells: readonly string[]): void {
  const {delimiter, rows} = table;
  const lines = forget(table);
  const last = lines[lines.length - 1];
  const isEvent = ({text}: Waiting): boolean => {
    const own = splitRecord(text, delimiter);
    return Array.isArray(own) && rows.isEvent(own);
  };
  if (lines.slice(1).some(isEvent)) {
    const reason = `ambiguous: in the quotes of lines ${lines[0].line} to ${last.line}, of which some are records on their own; close each quote on its line`;
    for (const one of lines) table.undecided.push(() => refuse(table, one, reason));
    return;
  }
  for (const one of lines)
    table.undecided.push(() => {
      table.line = one.line;
      return one === last ? rows.read(cells, lines.map(({text}) => text).join("\n")) : "comment";
    });
}

/** Returns the lines that were held, and holds none. */
function forget(table: TableState): Waiting[] {
  const {held} = table;
  Object.assign(table, {held: [], record: null});
  return held;
}
