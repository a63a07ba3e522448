import {resolveAlias} from "../correlation/occurrence.js";
import type {LinkedCorrelation, LinkedRule} from "../link-rules.js";
import type {MappedTable} from "../mappings/mapping.js";
import {planCorrelation} from "../sql/correlation-query.js";
import type {QueryPart} from "../sql/correlation-writer.js";
import {sqlName, sqlText} from "../sql/literal.js";
import {defaultTables, placeRule, recordSql, tableScope} from "../sql/rule-query.js";
import type {PlacedRule} from "../sql/rule-query.js";
import {rulesQuery} from "../sql/rules-query.js";
import {treeSql} from "../sql/tree-sql.js";
import {mergedWindows, windowRecords} from "../sql/window-records.js";
import {visit} from "../tree.js";
import type {Tree} from "../tree.js";

/** What a record has of its flow; null where there is none. */
const ofFlow = "rank, score, attack";

/** From so many tests on, a rule is evaluated once for each distinct combination of values that it tests. */
const manyTests = 8;

/**
 * Returns the query of the records that *placed* has, over the published tables, in no order: `hit` (null), `log` (the table),
 * `record` (`recordSql`), `event_id`, `time`, `src`, `dst`, `entity` (its source), and rank, score and attack of its flow. As
 * many columns are read as the rule has, and these.
 */
export function recordsQuery(placed: PlacedRule): string {
  const {table} = placed.table;
  return `SELECT CAST(NULL AS BIGINT) AS hit, ${sqlText(defaultTables[table])} AS log, record, event_id, time, src, dst, src AS entity, ${ofFlow}
FROM ${withFlows(table, `(${matchedQuery(placed)})`)}`;
}

/** A list of 10,000 values takes 30 s to look up in a million rows one by one, and a moment in their distinct values. */
function matchedQuery(placed: PlacedRule): string {
  const {table, tree} = placed;
  const columns = ["event_id", "time", "src", "dst"];
  if (table.table === "flows") columns.push("rank", "score", "attack");
  const record = `${recordSql(table.table)} AS record`;
  if (testsOf(tree) < manyTests) {
    const listed = [record, ...columns].join(", ");
    return `SELECT ${listed} FROM ${sqlName(defaultTables[table.table])} WHERE ${treeSql(tree, tableScope(table))}`;
  }
  const selected = table.table === "flows" ? columns : ["rowid", ...columns];
  return `SELECT ${record}, ${columns.join(", ")} FROM (${rulesQuery([placed], defaultTables, selected)})`;
}

function testsOf(tree: Tree): number {
  let count = 0;
  visit(tree, ({kind}) => void (count += kind === "field" || kind === "keyword" ? 1 : 0));
  return count;
}

/** The records of *relation*, of a table, with rank, score and attack of the flow of each. */
function withFlows(table: MappedTable["table"], relation: string): string {
  if (table === "flows") return relation;
  return `${relation} LEFT JOIN (SELECT event_id, ${ofFlow} FROM ${sqlName(defaultTables.flows)}) USING (event_id)`;
}

/** A table with `record`, and with rank, score and attack of the flow of each record. */
function recordsOf(table: MappedTable["table"]): string {
  return withFlows(
    table,
    `(SELECT ${recordSql(table)} AS record, * FROM ${sqlName(defaultTables[table])})`
  );
}

/** A query, and the parts that it reads: each is a temporary table, or a view if it is not stored, in this order. */
export interface SteppedQuery {
  steps: QueryPart[];
  sql: string;
}

/**
 * Returns the query of the records in the windows of *linked*, in no order: the columns of `recordsQuery`, `measure`, and `g0`,
 * `g1`, … the values of group-by in lower case. Windows of one group that overlap are one; `hit` is its number, from 1 in
 * order of time. Throws a PlacementError.
 */
export function windowsQuery(linked: LinkedCorrelation): SteppedQuery {
  const {parts, root} = planCorrelation(linked);
  const records = tablesOf(linked).map(
    (table) =>
      `SELECT found.*, event_id, time, src, dst, ${ofFlow} FROM ${recordsOf(table)} JOIN found USING (record) WHERE log = ${sqlText(defaultTables[table])}`
  );
  const steps = [
    ...parts,
    {name: "merged", sql: mergedWindows(root), stored: true},
    {name: "found", sql: windowRecords(root, "merged", defaultTables), stored: true},
    {name: "located", sql: records.join("\nUNION ALL "), stored: false}
  ];
  const group = root.groups.map((name) => `, ${name}`).join("");
  const sql = `SELECT located.*, measure${group}, ${entitySql(linked)} AS entity FROM located JOIN merged USING (hit)`;
  return depthOf(linked) > maxDepth ? {steps, sql} : {steps: [], sql: oneQuery({steps, sql})};
}

/** As one query, a correlation is fastest; one of correlations of correlations would be planned for minutes. */
const maxDepth = 2;

function depthOf(linked: LinkedRule): number {
  return "correlated" in linked ? 1 + Math.max(...linked.correlated.map(depthOf)) : 0;
}

/** Returns *query* as one, to be read: DuckDB plans a part anew for each part that reads it. */
export function oneQuery({steps, sql}: SteppedQuery): string {
  if (steps.length === 0) return sql;
  const parts = steps.map((step) => `${sqlName(step.name)} AS (${step.sql})`);
  return `WITH\n${parts.join(",\n")}\n${sql}`;
}

/** Returns the tables that *linked* reads, each once, in order of the rules. */
export function tablesOf(linked: LinkedRule): MappedTable["table"][] {
  if ("correlated" in linked) return [...new Set(linked.correlated.flatMap(tablesOf))];
  const placed = placeRule(linked.rule);
  return typeof placed === "string" ? [] : [placed.table.table];
}

/** The host that a window is of: the source that its events share by group-by, or the destination, or else the only one. */
function entitySql(linked: LinkedCorrelation): string {
  const columns = linked.rule.correlation.groupBy.map((field) => columnOf(linked, field));
  for (const column of ["src", "dst"]) if (columns.includes(column)) return column;
  const hit = "OVER (PARTITION BY hit)";
  const one = (column: string) => `min(${column}) ${hit} = max(${column}) ${hit} AND count(${column}) ${hit} = count(*) ${hit}`; // prettier-ignore
  return `CASE WHEN ${one("src")} THEN src WHEN ${one("dst")} THEN dst END`;
}

/** Returns the column that holds *field* of the first rule of *linked*, or undefined. */
function columnOf(linked: LinkedRule, field: string): string | undefined {
  if ("correlated" in linked) {
    const {correlation} = linked.rule;
    const [first] = linked.correlated;
    const names = [correlation.rules[0], first.rule.name, first.rule.id];
    return columnOf(first, resolveAlias(correlation, names, field));
  }
  const placed = placeRule(linked.rule);
  if (typeof placed === "string" || !Object.hasOwn(placed.table.columns, field)) return undefined;
  return placed.table.columns[field].column;
}
