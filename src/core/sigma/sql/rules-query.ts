import type {MappedTable} from "../mappings/mapping.js";
import {fieldsOf, hasKeywords} from "../tree.js";
import {sqlName} from "./literal.js";
import {defaultTables, tableScope} from "./rule-query.js";
import type {PlacedRule, TableNames} from "./rule-query.js";
import {treeSql} from "./tree-sql.js";
import type {SqlScope} from "./tree-sql.js";

/**
 * Returns the query of the events that any of *rules* has, all of one table: `rule` (its place in *rules*, from 0), and *selected*
 * columns of the table. Rules that test the same columns share one pass: they are evaluated once for each distinct combination of
 * values, of which logs have few, and only combinations with a hit are looked up in the table. In no order.
 */
export function rulesQuery(
  rules: readonly PlacedRule[],
  tables: TableNames = defaultTables,
  selected: readonly string[] = ["event_id", "time"]
): string {
  const {table} = rules[0];
  const name = sqlName(tables[table.table]);
  const groups = new Map<string, {columns: string[]; rules: number[]}>();
  rules.forEach((placed, i) => {
    const columns = columnsOf(placed);
    const key = JSON.stringify(columns);
    const group = groups.get(key) ?? {columns, rules: []};
    groups.set(key, group);
    group.rules.push(i);
  });
  const parts: string[] = [];
  const selects = [...groups.values()].map((group, g) => {
    const values = group.columns.map(sqlName);
    const folded = group.columns.map((column, c) => `lower(CAST(${sqlName(column)} AS VARCHAR)) AS folded${c}`); // prettier-ignore
    parts.push(`values${g} AS MATERIALIZED (SELECT ${[...values, ...folded].join(", ")} FROM (SELECT DISTINCT ${values.join(", ")} FROM ${name} LIMIT ${barrier}))`); // prettier-ignore
    const scope = foldedScope(table, group.columns);
    const found = group.rules.map((i) => `SELECT ${i} AS rule, ${values.join(", ")} FROM values${g} WHERE ${treeSql(rules[i].tree, scope)}`); // prettier-ignore
    parts.push(`hits${g} AS MATERIALIZED (${found.join(" UNION ALL ")})`);
    const same = values.map((column) => `hits${g}.${column} IS NOT DISTINCT FROM ${name}.${column}`); // prettier-ignore
    const given = selected.map((column) => `${name}.${sqlName(column)}`);
    return `SELECT ${["rule", ...given].join(", ")} FROM ${name} JOIN hits${g} ON ${same.join(" AND ")}`;
  });
  return `WITH ${parts.join(",\n")}\n${selects.join("\nUNION ALL ")}`;
}

/** More rows than a table has: without a limit, DuckDB would evaluate the conditions below, where values are not yet distinct. */
const barrier = 2 ** 52;

/** Returns the columns that a rule tests, by name; all columns of the table if it has keywords. */
function columnsOf({table, tree}: PlacedRule): string[] {
  const fields = hasKeywords(tree) ? Object.keys(table.columns) : fieldsOf(tree);
  return [...new Set(fields.map((field) => table.columns[field].column))].sort();
}

/** The columns as those of a table, with texts in lower case computed before. */
function foldedScope(table: MappedTable, columns: readonly string[]): SqlScope {
  const scope = tableScope(table);
  return {
    ...scope,
    columnOf(field) {
      const column = scope.columnOf(field);
      const at = column ? columns.indexOf(table.columns[field].column) : -1;
      return column?.type === "text" && at >= 0 ? {...column, folded: `folded${at}`} : column;
    }
  };
}
