import {eventColumns} from "../schema/events.js";

/** How the text of a field is read. */
export type FieldKind = "time" | "address" | "port" | "count" | "duration" | "flag" | "text";

/** A field of a Zeek conn.log that becomes a column of the event. */
export interface EventField {
  /** The position in *eventFields*, and in the values of a reader. */
  slot: number;

  /** The name of the column in the event. */
  column: string;

  /** The name of the field in the log. */
  zeek: string;

  /** How its text is read. */
  kind: FieldKind;

  /** Whether an event must have it. */
  required: boolean;
}

/** The fields that become columns, in the order of the columns. */
export const eventFields: readonly EventField[] = eventColumns
  .filter((column) => column.zeek !== null)
  .map(({name, type, zeek}, slot) => ({
    slot,
    column: name,
    zeek: zeek!,
    kind: kindOf(name, type),
    required: ["time", "src", "dst"].includes(name)
  }));

/** The fields of which at least one tells a conn.log from Zeek’s other logs. */
export const connMarks: readonly string[] = ["conn_state", "orig_bytes", "orig_pkts", "history"];

const fieldsByName = new Map(eventFields.map((field) => [field.zeek, field]));
for (const alias of ["detailedlabel", "detailed_label"]) {
  fieldsByName.set(alias, fieldsByName.get("detailed-label")!);
}

/** Returns the field that a log calls *name*, or undefined if the event has no column for it. */
export function findField(name: string): EventField | undefined {
  return fieldsByName.get(name);
}

/** Returns what keeps *names* from being the fields of a conn.log, or undefined if nothing does. */
export function findLack(names: readonly string[], marked: boolean): string | undefined {
  const missing = eventFields.find(({required, zeek}) => required && !names.includes(zeek));
  if (missing) return `no field ${missing.zeek}`;
  if (!marked && !connMarks.some((mark) => names.includes(mark))) {
    return `none of the fields ${connMarks.join(", ")}`;
  }
  return undefined;
}

function kindOf(name: string, type: string): FieldKind {
  if (type === "TIMESTAMP") return "time";
  if (type === "BIGINT") return "count";
  if (type === "INTEGER") return "port";
  if (type === "DOUBLE") return "duration";
  if (type === "BOOLEAN") return "flag";
  return name === "src" || name === "dst" ? "address" : "text";
}
