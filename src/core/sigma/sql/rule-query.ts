import {mappings, mappingsFor} from "../mappings/registry.js";
import type {Mapping, MappedTable} from "../mappings/mapping.js";
import {byTable} from "../../schema/service-tables.js";
import type {DetectionRule} from "../rule.js";
import {fieldsOf} from "../tree.js";
import type {Tree} from "../tree.js";
import {sqlName} from "./literal.js";
import {simplify, treeSql} from "./tree-sql.js";
import type {SqlScope} from "./tree-sql.js";
import type {SqlColumn} from "./test-sql.js";

/** The names of tables in a database, by what they hold. */
export type TableNames = Readonly<Record<MappedTable["table"], string>>;

/** The published tables, and the views of SILVER, of flows and services. */
export const defaultTables: TableNames = {flows: "events", ...byTable((table) => table)};

/** An expression that tells the records of a table apart. */
export type RecordSql = (table: MappedTable["table"]) => string;

/** Returns what tells the records of a published table apart: the event of a flow, the row of another log. */
export function recordSql(table: MappedTable["table"]): string {
  return table === "flows" ? `"event_id"` : "rowid";
}

/** A rule and the table that it is run on. */
export interface PlacedRule {
  rule: DetectionRule;
  table: MappedTable;
  /** The tree of the rule without the fields that the table does not have. */
  tree: Tree;
  /** The fields of the rule that the table does not have: no event has them. */
  missing: string[];
}

/** Returns where *rule* is run, or why it is not applicable, in words. */
export function placeRule(
  rule: DetectionRule,
  among: readonly Mapping[] = mappings
): PlacedRule | string {
  const [mapping] = mappingsFor(rule.logsource, among);
  if (!mapping) return "no log of this kind is read";
  const {table} = mapping;
  if (!table) return `no table of ${mapping.title}; match its events as JSON`;
  const missing = fieldsOf(rule.tree).filter((field) => !Object.hasOwn(table.columns, field));
  const tree = simplify(rule.tree, (field) => Object.hasOwn(table.columns, field));
  if (tree.kind === "constant")
    return `${tree.value ? "always" : "never"} true of ${mapping.title}, which has no ${missing.join(", ")}`; // prettier-ignore
  return {rule, table, tree, missing};
}

/** Returns the columns of *table* as SQL; the folded ones computed where they are used. */
export function tableScope({columns}: MappedTable): SqlScope {
  const columnOf = (field: string): SqlColumn | undefined => {
    if (!Object.hasOwn(columns, field)) return undefined;
    const {column, type} = columns[field];
    return {type, value: sqlName(column), folded: `lower(${sqlName(column)})`};
  };
  const names = [...new Set(Object.values(columns).map(({column}) => column))];
  const value = `concat_ws(chr(10), ${names.map(sqlName).join(", ")})`;
  return {columnOf, text: {type: "text", value, folded: `lower(${value})`}};
}

/** Returns the query of the events that *placed* has: event_id (null if no flow has the record) and time, in order of time. */
export function ruleQuery({table, tree}: PlacedRule, tables: TableNames = defaultTables): string {
  const name = sqlName(tables[table.table]);
  return `SELECT "event_id", "time"\nFROM ${name}\nWHERE ${treeSql(tree, tableScope(table))}\nORDER BY "time", "event_id"`; // prettier-ignore
}
