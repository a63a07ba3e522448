import type {LogField} from "../fields.js";
import {reject} from "../reader.js";
import type {LineKind, Reading} from "../reader.js";
import {keepValue} from "./keep-value.js";
import {distinctNames} from "./mapping.js";
import type {Mapping} from "./mapping.js";

/** The rows of a delimited table, below their header. */
export interface DelimitedRows {
  /** Reads the cells of a record, *text*, into the reading; the first record is the header. */
  read(cells: readonly string[], text: string): LineKind;

  /** Returns whether *cells* are an event; whatever is in the reading is overwritten. */
  isEvent(cells: readonly string[]): boolean;

  /** Returns how many cells a row has; Infinity before the header. */
  width(): number;
}

/**
 * Returns the rows of a table with *fields*. A header may come again at any line, as where files are joined, also
 * with its columns in another order: a row that holds the names of all required fields is one.
 */
export function delimitedRows(
  fields: readonly LogField[],
  reading: Reading,
  mapping: Mapping
): DelimitedRows {
  const required = fields.filter((field) => field.required);
  let places: number[] | null = null;
  let width = Infinity;
  const readHeader = (cells: readonly string[]): LineKind => {
    const names = distinctNames(cells.map((cell) => cell.trim()));
    width = cells.length;
    places = fields.map(({column}) => names.indexOf(mapping.fields[column]));
    return "comment";
  };
  const isHeader = (cells: readonly string[]): boolean => {
    const names = new Set(cells.map((cell) => cell.trim()));
    return required.every(({column}) => names.has(mapping.fields[column]));
  };
  const isEvent = (cells: readonly string[]): boolean =>
    cells.length === width &&
    fields.every((field, i) => keepValue(field, cells[places![i]] ?? "", reading, mapping));
  return {
    read(cells, text) {
      if (!places) return readHeader(cells);
      if (isEvent(cells)) return "event";
      if (required.length > 0 && isHeader(cells)) return readHeader(cells);
      if (cells.length === width) return "rejected";
      const reason = `wrong number of fields: ${cells.length}; the header has ${width}`;
      return reject(reading, null, reason, text);
    },
    isEvent,
    width: () => width
  };
}
