import type {QueryRunner} from "../../incidents/query-runner.js";
import {byTable} from "../../schema/service-tables.js";
import {resolveAlias} from "../../sigma/correlation/occurrence.js";
import type {LinkedRule} from "../../sigma/link-rules.js";
import type {MappedTable} from "../../sigma/mappings/mapping.js";
import {flagSql, flagsQuery} from "../../sigma/sql/flags-query.js";
import {placeRule, tableScope} from "../../sigma/sql/rule-query.js";
import type {PlacedRule, TableNames} from "../../sigma/sql/rule-query.js";
import {rulesQuery} from "../../sigma/sql/rules-query.js";
import {treeSql} from "../../sigma/sql/tree-sql.js";
import type {PlannedRule} from "./plan-rules.js";

/** The name of a table that rules are run on. */
export type RuleTable = MappedTable["table"];

/** The tables that rules are run on in a database attached as `published`. */
export const publishedSources: Readonly<Record<RuleTable, string>> = {
  flows: "published.events",
  ...byTable((table) => `published.${table}`)
};

/** The columns of the records that matches have, in the table of the log; null of those that it does not have. */
export type RecordColumns = Record<"src" | "dst" | "port", string | null>;

/** Returns which columns of *table* are the addresses and the port of its records. */
export function recordColumns({columns}: MappedTable): RecordColumns {
  const named = (field: string) => (Object.hasOwn(columns, field) ? columns[field].column : null);
  return {src: named("id.orig_h"), dst: named("id.resp_h"), port: named("id.resp_p")};
}

/** The logs of a run, as rules are matched with them. */
export interface RuleLogs {
  /** The relation of each log, with `record`; of flows, only those that a rule has. */
  names: TableNames;
  /** The logs without a record. */
  empty: ReadonlySet<RuleTable>;
  /** Returns the records that *placed* has: a relation and a condition. */
  matched(placed: PlacedRule): string;
  /** Returns the query of the records that *placed* have, all of one log: `rule`, its place among them from 0, and *columns*. */
  query(placed: readonly PlacedRule[], columns: readonly string[]): string;
  /** What removes it. */
  drop: string[];
}

/**
 * Creates a relation of each of *sources* with `record`: the event of a flow, the row of another log. Flows are read once, and those
 * that a rule has are kept, with what correlations need of them.
 */
export async function openLogs(
  runner: QueryRunner,
  rules: readonly PlannedRule[],
  sources: Readonly<Record<RuleTable, string>>
): Promise<RuleLogs> {
  const names = new Map<RuleTable, string>();
  const drop: string[] = [];
  const empty = new Set<RuleTable>();
  const leaves = rules.flatMap((planned) => planned.leaves);
  for (const table of new Set(leaves.map((leaf) => leaf.table.table))) {
    const name = `rule_log_${table}`;
    names.set(table, name);
    const record = table === "flows" ? "event_id" : "rowid";
    await runner.run(`CREATE OR REPLACE TEMP VIEW ${name} AS SELECT ${record} AS record, * FROM ${sources[table]}`); // prettier-ignore
    drop.push(`DROP VIEW ${name}`);
    if ((await runner.rows(`SELECT 1 AS one FROM ${name} LIMIT 1`)).length === 0) empty.add(table);
  }
  const distinct = new Map(leaves.map((leaf) => [placeOf(leaf), leaf]));
  const flows = [...distinct.values()].filter(({table}) => table.table === "flows");
  const flags = new Map(flows.map((placed, i) => [placeOf(placed), flagSql(i)]));
  if (flows.length > 0) {
    await runner.run(`CREATE OR REPLACE TEMP TABLE rule_flagged_flows AS ${flagsQuery(flows, names.get("flows")!, flowColumns(rules, flows[0].table))}`); // prettier-ignore
    drop.push("DROP TABLE rule_flagged_flows");
    names.set("flows", "rule_flagged_flows");
  }
  const matched = (placed: PlacedRule) => `${names.get(placed.table.table)} WHERE ${flags.get(placeOf(placed)) ?? treeSql(placed.tree, tableScope(placed.table))}`; // prettier-ignore
  const tables = Object.fromEntries(names) as TableNames;
  return {
    names: tables,
    empty,
    matched,
    query(placed, columns) {
      if (placed[0].table.table !== "flows") return rulesQuery(placed, tables, columns);
      return placed
        .map((one, i) => `SELECT ${[`${i} AS rule`, ...columns].join(", ")} FROM ${matched(one)}`)
        .join(" UNION ALL ");
    },
    drop
  };
}

/** Returns what tells a rule apart: its place among the documents. */
export function placeOf({rule}: Pick<PlacedRule, "rule">): string {
  return rule.place.file;
}

/** The columns of flows that matches have, and those that correlations group by and measure. */
function flowColumns(rules: readonly PlannedRule[], table: MappedTable): string[] {
  const {src, dst, port} = recordColumns(table);
  const columns = ["record", "event_id", "time", src!, dst!, port!];
  for (const {plan} of rules)
    if (plan?.kind === "correlation")
      for (const field of leafFields(plan.linked, []))
        if (Object.hasOwn(table.columns, field)) columns.push(table.columns[field].column);
  return [...new Set(columns)];
}

/** The fields that the rules for single events in *linked* are asked for, by the names that they have there. */
function leafFields(linked: LinkedRule, wanted: readonly string[]): string[] {
  if (!("correlated" in linked))
    return typeof placeRule(linked.rule) === "string" ? [] : [...wanted];
  const {correlation} = linked.rule;
  const fields = [...correlation.groupBy, ...correlation.fields, ...wanted];
  return linked.correlated.flatMap((part, slot) => {
    const names = [correlation.rules[slot], part.rule.name, part.rule.id];
    return leafFields(part, fields.map((field) => resolveAlias(correlation, names, field)).concat(wanted)); // prettier-ignore
  });
}
