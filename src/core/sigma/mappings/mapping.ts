import type {ServiceTable} from "../../schema/service-tables.js";
import type {LogSource} from "../rule.js";

/** The type of a column of a table that rules are run on; a list is a text with commas between its items. */
export type ColumnType = "text" | "number" | "boolean" | "time" | "list";

/** A column that holds a field. */
export interface MappedColumn {
  /** The name of the column. */
  column: string;
  type: ColumnType;
}

/** A log source that a mapping serves. */
export interface MappedSource extends LogSource {
  /** The values that fields of an event of this source have, by the names in events; defaults to any. */
  when?: Readonly<Record<string, readonly (string | number)[]>>;
}

/** A table of SILVER, or a published one, that holds the events of a log. */
export interface MappedTable {
  /** The name of the table: of `flows`, the features of SILVER and the published `events`. */
  table: "flows" | ServiceTable;
  /** The columns by the names that rules have for them. */
  columns: Readonly<Record<string, MappedColumn>>;
}

/** Which rules are for a log, and what its fields are called there. */
export interface Mapping {
  name: string;
  /** The log in words. */
  title: string;
  sources: readonly MappedSource[];
  /** The names in events, as JSON, of the fields that are called otherwise in rules. */
  fields: Readonly<Record<string, string>>;
  /** Where this product stores such events; defaults to nowhere: rules are matched with JSON only. */
  table?: MappedTable;
}

/** Returns the source of *mapping* that rules of *logsource* are for, or undefined: it has the same three values. */
export function findSource(mapping: Mapping, logsource: LogSource): MappedSource | undefined {
  return mapping.sources.find((source) =>
    (["category", "product", "service"] as const).every((key) => source[key] === logsource[key])
  );
}

/** Returns columns by name, all of one *type*; *names* are pairs `field=column` or single names, with spaces between them. */
export function columnsOf(type: ColumnType, names: string): Record<string, MappedColumn> {
  const pairs = names.split(" ").map((name) => name.split("="));
  return Object.fromEntries(pairs.map(([field, column = field]) => [field, {column, type}]));
}

/** Returns the names in events by those in rules; *names* are pairs `rule=event`, with spaces between them. */
export function namesOf(names: string): Record<string, string> {
  return Object.fromEntries(names.split(" ").map((name) => name.split("=") as [string, string]));
}
