import {eventFields} from "../fields.js";
import type {LogField} from "../fields.js";
import {connections} from "../kinds/registry.js";
import {emptyReading, maxLineLength, reject, tooLong} from "../reader.js";
import type {LineKind, LogReader, Reading, Rejection} from "../reader.js";
import {isTooDeep, tooDeep} from "../json-depth.js";
import {delimitedLines} from "./delimited-lines.js";
import type {TableLines} from "./delimited-lines.js";
import {delimitedRows} from "./delimited-rows.js";
import {recordOfJson} from "./json-record.js";
import {keepValue} from "./keep-value.js";
import type {Mapping} from "./mapping.js";

/** How the records of a table are written: cells between delimiters, or a JSON object a line. */
export type TableFormat = {delimiter: string} | "json";

/**
 * Returns a reader of one table, delimited (RFC 4180, with a header) or JSON lines, whose fields become
 * columns as *mapping* says. A value that cannot be read rejects its record; an empty one is null, and
 * rejects it if the event must have it. Nothing throws: a line that is no record is rejected.
 */
export function tableReader(format: TableFormat, mapping: Mapping): LogReader {
  const reading = emptyReading(connections);
  const fields = eventFields.filter(({column}) => mapping.fields[column]);
  const lines =
    format === "json"
      ? jsonLines(fields, reading, mapping)
      : delimitedLines(format.delimiter, delimitedRows(fields, reading, mapping), reading);
  let first = true;
  return {
    read(text) {
      const plain = first && text.startsWith("\ufeff") ? text.slice(1) : text;
      first = false;
      return lines.take(plain);
    },
    next: () => lines.next(),
    refuse: (text, reason) => lines.refuse(text, reason),
    end: () => lines.end(),
    get line() {
      return lines.line;
    },
    get kind() {
      return reading.kind;
    },
    get values() {
      return reading.values;
    },
    get rejection(): Rejection | null {
      return reading.fault && {line: lines.line, ...reading.fault};
    }
  };
}

function jsonLines(fields: readonly LogField[], reading: Reading, mapping: Mapping): TableLines {
  const wanted = new Set(fields.map(({column}) => mapping.fields[column]));
  let line = 0;
  const read = (text: string): LineKind => {
    if (text.trim() === "") return "comment";
    if (text.length > maxLineLength) return reject(reading, null, tooLong, text);
    const record = recordOfJson(text, wanted);
    if (!record) {
      const reason = isTooDeep(text) ? tooDeep : "invalid JSON; expected one object per line";
      return reject(reading, null, reason, text);
    }
    const isEvent = fields.every((field) => {
      const cell = record.get(mapping.fields[field.column]) ?? "";
      return keepValue(field, cell, reading, mapping);
    });
    return isEvent ? "event" : "rejected";
  };
  return {
    take(text) {
      ++line;
      return read(text);
    },
    refuse(text, reason) {
      ++line;
      return reject(reading, null, reason, text);
    },
    next: () => null,
    end: () => null,
    get line() {
      return line;
    }
  };
}
