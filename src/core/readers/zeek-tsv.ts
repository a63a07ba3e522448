import {quoted} from "./escapes.js";
import {UnsupportedLogError, reject, setKind} from "./reader.js";
import type {LineKind, Reading} from "./reader.js";
import type {ByteRows, TimeSpan} from "./rows/byte-rows.js";
import {zeekRows} from "./rows/zeek-rows.js";
import {parseValue, refusals} from "./values.js";
import {newHeader, partSeparator, readHeaderLine} from "./zeek-header.js";
import type {Header, Layout, Placement} from "./zeek-header.js";

/** Reads a line that is not blank into a reading; *number* is its place in the file, from 1. */
export interface LineFormat {
  (text: string, number: number): LineKind;

  /** Returns how the next row may be read as bytes, with its time in *span*; null or absent if it may not. */
  rows?(span: TimeSpan): ByteRows | null;
}

/**
 * Returns the format of Zeek’s tab-separated logs: rows below header lines, which may come again at
 * any line with other columns, or of another kind. A row is read by place, without an object or a pattern
 * per cell, since there are millions of them. The unset field, the empty field and no text at all are
 * null. A header that cannot be read is an error at first; below a later one, each row is rejected.
 */
export function zeekTsv(reading: Reading): LineFormat {
  const header = newHeader();
  let layout: Layout | null = null;
  let starts = new Int32Array(0);
  let begun = false;
  let problem = "stands before any #fields";
  let byteRows: ReturnType<typeof zeekRows> | undefined;
  const readHeader = (text: string, number: number): void => {
    byteRows = undefined;
    try {
      readHeaderLine(header, text, number);
    } catch (error) {
      if (!begun || !(error instanceof UnsupportedLogError)) throw error;
      problem = `stands below the header of ${error.found}`;
    }
    if (header.layout === layout) return;
    layout = header.layout;
    starts = new Int32Array((layout?.cells ?? 0) + 1);
    if (layout) setKind(reading, layout.kind);
  };
  const read = (text: string, number: number): LineKind => {
    if (text.charCodeAt(0) === 35) {
      readHeader(text, number);
      return "comment";
    }
    if (!layout) {
      if (!begun) throw new UnsupportedLogError(`${quoted(text)} before any #fields`, number);
      return reject(reading, null, `not read: the row ${problem}`, text);
    }
    begun = true;
    const cells = findCells(text, header.separator, starts);
    if (cells !== layout.cells) {
      const reason = `wrong number of fields: ${cells}; the header has ${layout.cells}`;
      return reject(reading, null, reason, text);
    }
    return readRow(text, starts, header, layout, reading);
  };
  const rows = (span: TimeSpan): ByteRows | null => {
    if (!layout || !begun) return null;
    if (byteRows === undefined) byteRows = zeekRows(header, layout);
    if (byteRows) byteRows.span = span;
    return byteRows;
  };
  return Object.assign(read, {rows});
}

/** Leaves in *starts* where each cell begins, and where the next would; returns how many there are. */
function findCells(text: string, separator: string, starts: Int32Array): number {
  const width = separator.length;
  let cells = 0;
  let start = 0;
  for (;;) {
    if (cells < starts.length) starts[cells] = start;
    ++cells;
    const end = text.indexOf(separator, start);
    if (end < 0) break;
    start = end + width;
  }
  if (cells < starts.length) starts[cells] = text.length + width;
  return cells;
}

function readRow(
  text: string,
  starts: Int32Array,
  header: Header,
  layout: Layout,
  reading: Reading
): LineKind {
  const escaped = text.includes("\\");
  const width = header.separator.length;
  const {placements} = layout;
  for (let i = 0; i < placements.length; ++i) {
    const placement = placements[i];
    const start = starts[placement.cell];
    const end = starts[placement.cell + 1] - width;
    if (placement.part >= 0) {
      const kind = readPart(text.slice(start, end), placement, header, layout, escaped, reading);
      if (kind === "rejected") return kind;
    } else if (!readCell(text, start, end, placement, header, escaped, reading)) {
      return "rejected";
    }
  }
  return "event";
}

function readPart(
  cell: string,
  placement: Placement,
  header: Header,
  layout: Layout,
  escaped: boolean,
  reading: Reading
): LineKind {
  const parts = cell.split(partSeparator);
  const expected = layout.parts.get(placement.cell)!;
  if (parts.length !== expected) {
    const reason = `wrong number of values in the field: ${parts.length}; the header has ${expected}`;
    return reject(reading, placement.name, reason, cell);
  }
  const part = parts[placement.part];
  const read = readCell(part, 0, part.length, placement, header, escaped, reading);
  return read ? "event" : "rejected";
}

/** Leaves the value of a cell in *reading*; returns whether it is one. */
function readCell(
  text: string,
  start: number,
  end: number,
  {field, name}: Placement,
  header: Header,
  escaped: boolean,
  reading: Reading
): boolean {
  if (isAt(header.unset, text, start, end) || isAt(header.empty, text, start, end)) {
    if (field.required) reject(reading, name, missingValue(reading), "");
    reading.values[field.slot] = null;
    return !field.required;
  }
  const value = parseValue(field.kind, text, start, end, escaped);
  if (value === undefined) {
    reject(reading, name, refusals[field.kind], text.slice(start, end));
    return false;
  }
  reading.values[field.slot] = value;
  return true;
}

/** Returns the reason for rejecting a record without a value that every record of its kind has. */
export function missingValue({kind}: Reading): string {
  return `missing value; every ${kind?.record ?? "record"} has one`;
}

function isAt(word: string, text: string, start: number, end: number): boolean {
  return end === start || (end - start === word.length && text.startsWith(word, start));
}
