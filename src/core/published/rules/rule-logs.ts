import type {QueryRunner} from "../../incidents/query-runner.js";
import {byTable} from "../../schema/service-tables.js";
import {resolveAlias} from "../../sigma/correlation/occurrence.js";
import type {LinkedRule} from "../../sigma/link-rules.js";
import type {MappedTable} from "../../sigma/mappings/mapping.js";
import {chunks, wordLength} from "../../sigma/sql/bits.js";
import {flagPlace, flagsQuery} from "../../sigma/sql/flags-query.js";
import {sqlText} from "../../sigma/sql/literal.js";
import {placeRule} from "../../sigma/sql/rule-query.js";
import type {PlacedRule} from "../../sigma/sql/rule-query.js";
import {markedQuery} from "../../sigma/sql/rules-query.js";
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

/** Where it stands which records a rule for single events has: the bit *bit* of *column* of *relation*, from 0. */
export interface MarkPlace {
  relation: string;
  column: string;
  bit: number;
}

/** The records that rules for single events have, each once a relation: `record`, the event of a flow, the row of another log. */
export interface RuleLogs {
  /** The logs without a record. */
  empty: ReadonlySet<RuleTable>;
  /** The tables of the logs with a record, and the relations of the records that rules have: one, unless there are very many rules. */
  relations: ReadonlyMap<RuleTable, {table: MappedTable; names: string[]}>;
  /** Where the records of each rule are marked, by `placeOf`; rules of empty logs are missing. */
  marks: ReadonlyMap<string, MarkPlace>;
  /** Returns the records that *placed* has: a relation and a condition. */
  matched(placed: PlacedRule): string;
  /** Removes the relations. */
  drop: string;
}

/** The rules of other logs than flows in one query: more would be a longer text than is parsed at once. */
const maxRules = 100;

/**
 * Reads each of *sources* that a rule is run on once, and keeps the records that rules have, with what correlations need of them.
 */
export async function openLogs(
  runner: QueryRunner,
  rules: readonly PlannedRule[],
  sources: Readonly<Record<RuleTable, string>>
): Promise<RuleLogs> {
  const distinct = new Map(
    rules.flatMap(({leaves}) => leaves).map((leaf) => [placeOf(leaf), leaf])
  );
  const byLog = new Map<RuleTable, PlacedRule[]>();
  for (const leaf of distinct.values())
    byLog.set(leaf.table.table, [...(byLog.get(leaf.table.table) ?? []), leaf]);
  const empty = await emptyLogs(runner, [...byLog.keys()], sources);
  const relations = new Map<RuleTable, {table: MappedTable; names: string[]}>();
  const marks = new Map<string, MarkPlace>();
  for (const [log, leaves] of byLog) {
    if (empty.has(log)) continue;
    const {table} = leaves[0];
    const isFlows = log === "flows";
    const source = numbered(log, sources);
    const columns = columnsOf(rules, table);
    const names: string[] = [];
    for (const some of isFlows ? [leaves] : chunks(leaves, maxRules)) {
      const relation = `rule_log_${log}${names.length}`;
      const marked = isFlows ? flagsQuery(some, `(${source})`, columns) : markedQuery(some, source, columns); // prettier-ignore
      await runner.run(`CREATE OR REPLACE TEMP TABLE ${relation} AS ${marked}`);
      some.forEach((leaf, i) =>
        marks.set(placeOf(leaf), {relation, ...(isFlows ? flagPlace(i) : wordPlace(i))})
      );
      names.push(relation);
    }
    relations.set(log, {table, names});
  }
  const all = [...relations.values()].flatMap(({names}) => names);
  return {
    empty,
    relations,
    marks,
    matched(placed) {
      const mark = marks.get(placeOf(placed));
      if (!mark) return `(${numbered(placed.table.table, sources)}) WHERE false`;
      return `${mark.relation} WHERE (${mark.column} >> ${mark.bit}) & 1 = 1`;
    },
    drop: all.map((name) => `DROP TABLE ${name}`).join("; ")
  };
}

/** Returns what tells a rule apart: its place among the documents. */
export function placeOf({rule}: Pick<PlacedRule, "rule">): string {
  return rule.place.file;
}

function wordPlace(place: number): Omit<MarkPlace, "relation"> {
  return {column: `word${Math.floor(place / wordLength)}`, bit: place % wordLength};
}

/** Returns the query of a log with `record`. */
function numbered(log: RuleTable, sources: Readonly<Record<RuleTable, string>>): string {
  return `SELECT ${log === "flows" ? "event_id" : "rowid"} AS record, * FROM ${sources[log]}`;
}

/** Returns which of *logs* have no record. */
async function emptyLogs(
  runner: QueryRunner,
  logs: readonly RuleTable[],
  sources: Readonly<Record<RuleTable, string>>
): Promise<Set<RuleTable>> {
  if (logs.length === 0) return new Set();
  const tests = logs.map((log) => `SELECT ${sqlText(log)} AS log WHERE NOT EXISTS (FROM ${sources[log]})`); // prettier-ignore
  const rows = await runner.rows<{log: RuleTable}>(tests.join(" UNION ALL "));
  return new Set(rows.map(({log}) => log));
}

/** The columns of a log that matches have, and those that correlations group by and measure. */
function columnsOf(rules: readonly PlannedRule[], table: MappedTable): string[] {
  const {src, dst, port} = recordColumns(table);
  const named = [src, dst, port].filter((column) => column !== null);
  const columns = ["record", "event_id", "time", ...named];
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
