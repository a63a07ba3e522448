import {columnsOf, plainCell} from "./table.js";
import type {ColumnOptions, TableRow} from "./table.js";

/** What a spreadsheet would run, behind whatever it skips: spaces, quotes, line ends, invisible marks. */
const formula = /^[\s"'`\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠]|^[\t\r\n]/u;

/** A number as text; it runs nothing. */
const number = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * Returns rows as CSV (RFC 4180): a header, CRLF line ends, times in ISO 8601 UTC, numbers with all
 * their digits. A null is an empty field, an empty text is `""`. Text that a spreadsheet could take
 * for a formula is guarded, see `guard`. No rows give the empty text.
 */
export function csv(rows: readonly TableRow[], options: ColumnOptions = {}): string {
  const columns = columnsOf(rows, options);
  if (columns.length === 0) return "";
  const lines = [columns.map(({name}) => field(name)).join(",")];
  for (const row of rows) {
    lines.push(columns.map(({name, type}) => field(plainCell(row[name], type))).join(","));
  }
  return `${lines.join("\r\n")}\r\n`;
}

/**
 * Returns *text* with an apostrophe before it if a spreadsheet could run it: if it begins with = + - @,
 * their full-width forms, a tab or a line end, also behind spaces and quotes. Plain numbers such as
 * `-1.5` stay. `unguard` undoes it.
 *
 * OWASP, “CSV Injection”.
 */
export function guard(text: string): string {
  return dangerous(text) ? `'${text}` : text;
}

/** Returns the text that `guard` was given. */
export function unguard(text: string): string {
  return text.startsWith("'") && dangerous(text.slice(1)) ? text.slice(1) : text;
}

function dangerous(text: string): boolean {
  return formula.test(text) && !number.test(text);
}

function field(value: string | number | boolean | null): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  const text = guard(value);
  // Semicolons and tabs too: elsewhere they end a field, and the next would begin unguarded.
  return text === "" || /[",;\t\r\n']|^\s|\s$/u.test(text)
    ? `"${text.replaceAll('"', '""')}"`
    : text;
}
