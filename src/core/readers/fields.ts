import {eventColumns} from "../schema/events.js";

/**
 * How the text of a field is read. A list is kept as text: its items with commas between them, a comma
 * within an item as `\x2c`. An instant and a number of any size are kept as the text that the log has: no value
 * of them rejects a record. Of a secret is kept that there was one, as true.
 */
export type FieldKind =
  | "time"
  | "address"
  | "port"
  | "code"
  | "count"
  | "duration"
  | "flag"
  | "text"
  | "list"
  | "instant"
  | "number"
  | "secret";

/** A field of a log that becomes a column. */
export interface LogField {
  /** The position among the fields of its kind of log, and in the values of a reader. */
  slot: number;

  /** The name of the column. */
  column: string;

  /** The names that logs use for the field, the usual one first. */
  names: readonly string[];

  /** How its text is read. */
  kind: FieldKind;

  /** Whether a record must have it. */
  required: boolean;
}

const aliases: Readonly<Record<string, readonly string[]>> = {"detailed-label": ["detailedlabel"]};

/** Returns the names that logs use for the field that Zeek calls *zeek*: also with `_` for each `.` and `-`. */
export function namesOf(zeek: string): readonly string[] {
  return [...new Set([zeek, zeek.replace(/[.-]/g, "_"), ...(aliases[zeek] ?? [])])];
}

/** The fields of a connection, in the order of the columns of an event. */
export const eventFields: readonly LogField[] = eventColumns
  .filter((column) => column.zeek !== null)
  .map(({name, type, zeek}, slot) => ({
    slot,
    column: name,
    names: namesOf(zeek!),
    kind: kindOf(name, type),
    required: ["time", "src", "dst"].includes(name)
  }));

function kindOf(name: string, type: string): FieldKind {
  if (type === "TIMESTAMP") return "time";
  if (type === "BIGINT") return "count";
  if (type === "INTEGER") return "port";
  if (type === "DOUBLE") return "duration";
  if (type === "BOOLEAN") return "flag";
  return name === "src" || name === "dst" ? "address" : "text";
}
