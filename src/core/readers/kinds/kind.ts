import {namesOf} from "../fields.js";
import type {FieldKind, LogField} from "../fields.js";

/** A kind of records that a sensor writes: its fields, and what they are read for. */
export interface LogKind {
  /** The name that the sensor gives it; e.g., `dns` for Zeek’s dns.log. */
  readonly name: string;

  /** What one record is, for messages; e.g., `connection`. */
  readonly record: string;

  /** What its records are used for; null if nothing uses them yet: their bytes are kept, and their lines counted. */
  readonly use: string | null;

  /** The fields that are read. */
  readonly fields: readonly LogField[];

  /** The fields by every name that logs use for them. */
  readonly byName: ReadonlyMap<string, LogField>;

  /** Fields that tell the kind of a log that does not say it: each entry is fields that occur together. */
  readonly marks: readonly (readonly string[])[];

  /** The names of objects in JSON that hold fields: `id` of `id.orig_h`. */
  readonly objects: readonly string[];
}

/** How a kind is declared. */
export interface KindSpec {
  name: string;

  /** What one record is; defaults to `<name> record`. */
  record?: string;

  /** What its records are used for; defaults to null. */
  use?: string | null;

  /** The fields that tell it, with spaces between them; `a+b` for fields that occur together. */
  marks: string;

  /** Whether a record has the `uid` and the four `id` fields of a connection; defaults to `always`. */
  connection?: "always" | "maybe" | "never";

  /** The other fields by the sensor’s names; a column is named like its field unless it is stated. */
  fields?: KindFields;
}

/** Fields by the sensor’s names. */
export type KindFields = Readonly<Record<string, FieldKind | {column: string; kind: FieldKind}>>;

/** Returns fields that are all read as *kind*; *names* has spaces between them. */
export function fieldsAs(kind: FieldKind, names: string): Record<string, FieldKind> {
  return Object.fromEntries(names.split(" ").map((name) => [name, kind]));
}

const endpoints: Readonly<Record<string, {column: string; kind: FieldKind}>> = {
  uid: {column: "uid", kind: "text"},
  "id.orig_h": {column: "src", kind: "address"},
  "id.orig_p": {column: "src_port", kind: "port"},
  "id.resp_h": {column: "dst", kind: "address"},
  "id.resp_p": {column: "dst_port", kind: "port"}
};

/** Returns the kind that *spec* declares; every record has a time. */
export function logKind(spec: KindSpec): LogKind {
  const {connection = "always"} = spec;
  const specs: KindFields = {
    ts: {column: "time", kind: "time"},
    ...(connection !== "never" && endpoints),
    ...spec.fields
  };
  const fields = Object.entries(specs).map(([zeek, field], slot): LogField => {
    const {column, kind} =
      typeof field === "string"
        ? {column: zeek.replace(/[.-]/g, "_").toLowerCase(), kind: field}
        : field;
    const required = kind === "time" || (kind === "address" && connection === "always");
    return {slot, column, names: namesOf(zeek), kind, required};
  });
  return kindOf(spec, fields);
}

/** Returns the kind with the name, use and marks of *spec*, and *fields*. */
export function kindOf(spec: KindSpec, fields: readonly LogField[]): LogKind {
  const dotted = fields.flatMap(({names}) => (names[0].includes(".") ? [names[0]] : []));
  return {
    name: spec.name,
    record: spec.record ?? `${spec.name} record`,
    use: spec.use ?? null,
    fields,
    byName: new Map(fields.flatMap((field) => field.names.map((name) => [name, field]))),
    marks: spec.marks === "" ? [] : spec.marks.split(" ").map((mark) => mark.split("+")),
    objects: [...new Set(dotted.map((name) => name.slice(0, name.indexOf("."))))]
  };
}

/** Returns the name of a required field of *kind* that is not among *names*; undefined if none lacks. */
export function findMissingField(
  kind: LogKind,
  has: (name: string) => boolean
): string | undefined {
  return kind.fields.find(({required, names}) => required && !names.some(has))?.names[0];
}

/** Returns whether the fields for which *has* is true tell that a record is of *kind*. */
export function isMarked(kind: LogKind, has: (name: string) => boolean): boolean {
  return kind.marks.some((names) => names.every((name) => namesOf(name).some(has)));
}

const columnTypes = {
  time: "TIMESTAMP",
  address: "VARCHAR",
  port: "INTEGER",
  code: "BIGINT",
  count: "BIGINT",
  duration: "DOUBLE",
  flag: "BOOLEAN",
  text: "VARCHAR",
  list: "VARCHAR",
  instant: "VARCHAR",
  number: "VARCHAR",
  secret: "BOOLEAN"
} as const satisfies Record<FieldKind, string>;

/** Returns the columns of a table of records of *kind*, with their DuckDB types: its fields, and the file and line of each. */
export function recordColumns({fields}: LogKind): {name: string; type: string}[] {
  return [
    ...fields.map(({column, kind}) => ({name: column, type: columnTypes[kind]})),
    {name: "file", type: "INTEGER"},
    {name: "line", type: "INTEGER"}
  ];
}

/**
 * Returns the type that the values of a field of *kind* have once they are read, and the SQL that makes them of *column* in RAW:
 * instants and numbers are texts there, and null where they are none.
 */
export function columnType(kind: FieldKind, column: string) {
  if (kind === "instant") return {type: "TIMESTAMP", sql: `instant_of(${column})`} as const;
  if (kind === "number") return {type: "DOUBLE", sql: `number_of(${column})`} as const;
  return {type: columnTypes[kind], sql: column};
}
