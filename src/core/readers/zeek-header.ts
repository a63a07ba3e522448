import {quoted} from "./escapes.js";
import type {LogField} from "./fields.js";
import {findMissingField} from "./kinds/kind.js";
import type {LogKind} from "./kinds/kind.js";
import {connections, findKind, findMarkedKind} from "./kinds/registry.js";
import {UnsupportedLogError} from "./reader.js";

/** Where a value of an event stands in a row. */
export interface Placement {
  /** The index of the cell in the row. */
  cell: number;

  /** The index of the part within the cell, or -1 if the cell holds one value. */
  part: number;

  /** The field that the value belongs to. */
  field: LogField;

  /** What the log calls the field. */
  name: string;
}

/** How the rows below a header are laid out. */
export interface Layout {
  /** The kind of the records. */
  kind: LogKind;

  /** The number of cells in a row. */
  cells: number;

  /** The cells that become values, in the order of the row. */
  placements: Placement[];

  /** The number of parts by cell, for the cells that hold several values. */
  parts: Map<number, number>;
}

/** What the header lines have said so far; a log may say it again at any line. */
export interface Header {
  separator: string;
  empty: string;
  unset: string;

  /** The kind of log; null if the header does not say. */
  path: string | null;

  /** How the rows are laid out; null before the first `#fields`. */
  layout: Layout | null;

  /** The last layout, and what it was made of: a log of header lines is to cost no more than one of records. */
  made: {from: string; layout: Layout} | null;
}

/** Several columns in one cell are kept apart by this, as in IoT-23. */
export const partSeparator = / {2,}/;

/** Returns the header of a log that has said nothing yet: Zeek’s defaults. */
export function newHeader(): Header {
  return {
    separator: "\t",
    empty: "(empty)",
    unset: "-",
    path: null,
    layout: null,
    made: null
  };
}

/**
 * Takes a line that begins with `#` into *header*. Unknown lines are comments. Throws an
 * UnsupportedLogError if the line says that the rows below cannot be read.
 */
export function readHeaderLine(header: Header, text: string, line: number): void {
  const name = /^#[a-z_]+/.exec(text)?.[0] ?? "";
  const rest = text.slice(name.length);
  if (name === "#separator") {
    const separator = decodeHex(rest.replace(/^[\t ]/, "")) || "\t";
    Object.assign(header, newHeader(), {separator, made: header.made});
    return;
  }
  const value = withoutSeparator(rest, header.separator);
  if (name === "#empty_field") header.empty = decodeHex(value);
  if (name === "#unset_field") header.unset = decodeHex(value);
  if (name === "#path") readPath(header, value.trim());
  if (name === "#fields") {
    header.layout = null;
    const from = JSON.stringify([header.separator, header.path, value]);
    if (header.made?.from !== from) {
      const layout = layOut(value.split(header.separator), header.path, line);
      header.made = {from, layout};
    }
    header.layout = header.made.layout;
  }
}

/** Takes the kind of the log; the rows below wait for their fields if it is another kind than before. */
function readPath(header: Header, path: string): void {
  header.path = path === "" || path === "-" ? null : path;
  if (header.layout && header.path !== null && findKind(header.path) !== header.layout.kind) {
    header.layout = null;
  }
}

function withoutSeparator(text: string, separator: string): string {
  if (text.startsWith(separator)) return text.slice(separator.length);
  return text.replace(/^[\t ]/, "");
}

function decodeHex(text: string): string {
  return text.replace(/\\x([0-9a-fA-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16))
  );
}

function layOut(cells: string[], path: string | null, line: number): Layout {
  const names = cells.map((cell) => cell.split(partSeparator));
  const kind = kindOf(names.flat(), path, line);
  const layout: Layout = {kind, cells: cells.length, placements: [], parts: new Map()};
  const taken = new Set<number>();
  names.forEach((cellNames, cell) => {
    if (cellNames.length > 1) layout.parts.set(cell, cellNames.length);
    cellNames.forEach((name, i) => {
      const field = kind.byName.get(name);
      if (!field) return;
      if (taken.has(field.slot)) {
        throw new UnsupportedLogError(`a Zeek log with duplicate field ${field.names[0]}`, line);
      }
      taken.add(field.slot);
      layout.placements.push({cell, part: cellNames.length > 1 ? i : -1, field, name});
    });
  });
  return layout;
}

function kindOf(names: readonly string[], path: string | null, line: number): LogKind {
  const has = (name: string) => names.includes(name);
  const kind = path === null ? findMarkedKind(has) : findKind(path);
  if (path !== null && !kind) throw new UnsupportedLogError(`a Zeek ${quoted(path)} log`, line);
  const missing = findMissingField(kind ?? connections, has);
  const what = kind ? `a Zeek ${kind.name} log` : "a Zeek log";
  if (missing !== undefined)
    throw new UnsupportedLogError(`${what} with no field ${missing}`, line);
  if (kind) return kind;
  const marks = connections.marks.flat().join(", ");
  throw new UnsupportedLogError(`a Zeek log with none of the fields ${marks}`, line);
}
