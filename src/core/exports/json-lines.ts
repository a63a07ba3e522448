import {columnsOf, plainCell} from "./table.js";
import type {ColumnOptions, TableRow} from "./table.js";

/**
 * Returns rows as JSON lines: one object a line, every line with the same names in the same order;
 * times in ISO 8601 UTC; what is missing or no number is null, and columns of JSON are values. No rows give the empty text.
 */
export function jsonLines(rows: readonly TableRow[], options: ColumnOptions = {}): string {
  const columns = columnsOf(rows, options);
  return rows
    .map((row) => {
      const entries = columns.map(({name, type}) => {
        const cell = plainCell(row[name], type);
        const isJson = options.json?.includes(name) && typeof cell === "string";
        return [name, isJson ? (JSON.parse(cell) as unknown) : cell];
      });
      return `${JSON.stringify(Object.fromEntries(entries))}\n`;
    })
    .join("");
}
