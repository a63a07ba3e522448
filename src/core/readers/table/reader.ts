import {eventFields} from "../fields.js";
import type {LogField} from "../fields.js";
import {connections} from "../kinds/registry.js";
import {emptyReading, maxLineLength, reject} from "../reader.js";
import type {LineKind, LogReader, Reading, Rejection} from "../reader.js";
import {splitRecord} from "./delimited.js";
import {recordOfJson} from "./json-record.js";
import {distinctNames} from "./mapping.js";
import type {Mapping} from "./mapping.js";
import {readCell, problemWith} from "./values.js";

/** How the records of a table are written: cells between delimiters, or a JSON object a line. */
export type TableFormat = {delimiter: string} | "json";

const maxLines = 64; // of one record: a quote that is never closed must not take the rest of the file

/**
 * Returns a reader of one table, delimited (RFC 4180, with a header) or JSON lines, whose fields become
 * columns as *mapping* says. A value that cannot be read rejects its record; an empty one is null, and
 * rejects it if the event must have it. Of a record over several lines, the last line is the event and
 * those before are comments. Nothing throws: a line that is no record is rejected.
 */
export function tableReader(format: TableFormat, mapping: Mapping): LogReader {
  const reading = emptyReading(connections);
  const fields = eventFields.filter(({column}) => mapping.fields[column]);
  const {take, open} = format === "json" ? jsonLines(fields) : delimited(format.delimiter, fields);
  let line = 0;
  return {
    read(text) {
      ++line;
      if (line === 1 && text.startsWith("\ufeff")) text = text.slice(1);
      if (text.length > maxLineLength) {
        const reason = `line too long; expected at most ${maxLineLength} characters`;
        return reject(reading, null, reason, text);
      }
      return take(text, reading, mapping);
    },
    refuse(text, reason) {
      ++line;
      return reject(reading, null, reason, text);
    },
    end() {
      const record = open();
      if (record !== null) reject(reading, null, "a quote is not closed at the end", record);
      return record !== null;
    },
    get line() {
      return line;
    },
    get kind() {
      return reading.kind;
    },
    get values() {
      return reading.values;
    },
    get rejection(): Rejection | null {
      return reading.fault && {line, ...reading.fault};
    }
  };
}

/** The form of a table. */
interface TableLines {
  /** Reads a line into *reading*. */
  take(text: string, reading: Reading, mapping: Mapping): LineKind;

  /** Returns the record that has begun and lacks its end; null if there is none. */
  open(): string | null;
}

function delimited(delimiter: string, fields: readonly LogField[]): TableLines {
  let places: number[] | null = null;
  let cellCount = 0;
  let held: string[] = [];
  const take: TableLines["take"] = (text, reading, mapping) => {
    if (held.length === 0 && text.trim() === "") return "comment";
    const record = held.length > 0 ? `${held.join("\n")}\n${text}` : text;
    const cells = splitRecord(record, delimiter);
    if (cells === "open" && held.length + 1 < maxLines && record.length <= maxLineLength) {
      held.push(text);
      return "comment";
    }
    held = [];
    if (typeof cells === "string") {
      const reason =
        cells === "open"
          ? `a quote is not closed within ${maxLines} lines`
          : "a quote stands within a cell; expected it doubled, and the cell in quotes";
      return reject(reading, null, reason, record);
    }
    if (!places) {
      const names = distinctNames(cells.map((cell) => cell.trim()));
      cellCount = cells.length;
      places = fields.map(({column}) => names.indexOf(mapping.fields[column]));
      return "comment";
    }
    if (cells.length !== cellCount) {
      const reason = `wrong number of fields: ${cells.length}; the header has ${cellCount}`;
      return reject(reading, null, reason, record);
    }
    for (let i = 0; i < fields.length; ++i) {
      if (!keep(fields[i], cells[places[i]] ?? "", reading, mapping)) return "rejected";
    }
    return "event";
  };
  return {take, open: () => (held.length > 0 ? held.join("\n") : null)};
}

function jsonLines(fields: readonly LogField[]): TableLines {
  const take: TableLines["take"] = (text, reading, mapping) => {
    if (text.trim() === "") return "comment";
    const record = recordOfJson(text);
    if (!record) {
      return reject(reading, null, "invalid JSON; expected one object per line", text);
    }
    for (const field of fields) {
      const cell = record.get(mapping.fields[field.column]) ?? "";
      if (!keep(field, cell, reading, mapping)) return "rejected";
    }
    return "event";
  };
  return {take, open: () => null};
}

/** Leaves the value of a cell in *reading*, or what is wrong with it; returns whether it is one. */
function keep(field: LogField, cell: string, reading: Reading, mapping: Mapping): boolean {
  const value = readCell(field, cell, mapping);
  const name = mapping.fields[field.column];
  if (value === undefined) reject(reading, name, problemWith(field, mapping), cell);
  else if (value === null && field.required) {
    reject(reading, name, "missing value; every connection has one", "");
  } else {
    reading.values[field.slot] = value;
    return true;
  }
  return false;
}
