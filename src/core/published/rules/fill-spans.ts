import type {QueryRunner} from "../../incidents/query-runner.js";
import type {MappedTable} from "../../sigma/mappings/mapping.js";
import type {LinkedRule} from "../../sigma/link-rules.js";
import {leastCount} from "../../sigma/sql/candidates-sql.js";
import {planCorrelation} from "../../sigma/sql/correlation-query.js";
import type {CorrelationPlan} from "../../sigma/sql/correlation-query.js";
import type {QueryPart} from "../../sigma/sql/correlation-writer.js";
import {sqlName, sqlText} from "../../sigma/sql/literal.js";
import {defaultTables} from "../../sigma/sql/rule-query.js";
import {mergedWindows, windowRecords} from "../../sigma/sql/window-records.js";
import type {StoppedRule, matchBounds} from "./match-bounds.js";
import {placeOf, recordColumns} from "./rule-logs.js";
import type {RuleLogs} from "./rule-logs.js";
import type {PlannedRule, RulePlan} from "./plan-rules.js";

/** What correlations are run on. */
export interface SpanOptions {
  logs: RuleLogs;
  /** How many records each rule for single events has, by `placeOf`. */
  counts: ReadonlyMap<string, number>;
  bounds: typeof matchBounds;
}

/**
 * Fills `rule_matches` and `rule_windows` with the hits of the correlations among *rules*. Returns those that hold
 * too much. One whose windows would have to hold more records than there are is not run.
 */
export async function fillSpans(
  runner: QueryRunner,
  rules: readonly PlannedRule[],
  {logs, counts, bounds}: SpanOptions
): Promise<StoppedRule[]> {
  const stopped: StoppedRule[] = [];
  const possible = rules.filter(
    ({plan}) => plan?.kind === "correlation" && maxOccurrences(plan.linked, counts) > 0
  );
  if (possible.length === 0) return stopped;
  await runner.run(`
    CREATE OR REPLACE TEMP TABLE rule_spans (rule INTEGER, hit INTEGER, fields VARCHAR[], groups VARCHAR[], measure DOUBLE, address VARCHAR);
    CREATE OR REPLACE TEMP TABLE rule_span_records (rule INTEGER, hit INTEGER, log VARCHAR, record BIGINT)`);
  for (const {rule, plan} of possible) {
    const reason = await fillSpansOf(runner, rule.rule, plan as CorrelationOfRun, {logs, bounds});
    if (reason)
      stopped.push({rule: rule.rule, reason, remedy: "exclude what is usual with a filter"});
  }
  await runner.run(
    `${recordsSql(logs)}; ${windowsSql}; DROP TABLE rule_spans; DROP TABLE rule_span_records`
  );
  return stopped;
}

/** Returns how many occurrences *linked* has at most: none if its windows have to hold more than there are of its rules. */
function maxOccurrences(linked: LinkedRule, counts: ReadonlyMap<string, number>): number {
  if (!("correlated" in linked)) return counts.get(placeOf(linked)) ?? 0;
  const all = linked.correlated.reduce((sum, part) => sum + maxOccurrences(part, counts), 0);
  return all < leastCount(linked.rule.correlation) ? 0 : all;
}

/** Returns whether *linked* is of one rule, and so are the correlations in it. */
function isChain(linked: LinkedRule): boolean {
  return (
    !("correlated" in linked) || (linked.correlated.length === 1 && isChain(linked.correlated[0]))
  );
}

type CorrelationOfRun = RulePlan & {kind: "correlation"};

/** Adds the hits of one correlation, and their records; returns why not, or undefined. */
async function fillSpansOf(
  runner: QueryRunner,
  rule: number,
  {linked, address}: CorrelationOfRun,
  {logs, bounds}: Pick<SpanOptions, "logs" | "bounds">
): Promise<string | undefined> {
  const plan = planCorrelation(linked, {record: () => "record", matched: logs.matched});
  const {root, parts} = plan;
  const made = parts.filter(({stored}) => stored).map(({name}) => name);
  const {reason, windows} = await storeParts(runner, plan, {most: bounds.members, isChain: isChain(linked)}); // prettier-ignore
  if (windows > 0) {
    const {groupBy} = linked.rule.correlation;
    const lists = `[${groupBy.map((field) => sqlText(JSON.stringify(field))).join(", ")}]::VARCHAR[], [${root.groups.join(", ")}]::VARCHAR[]`;
    made.push("merged_windows");
    await runner.run(`
      CREATE OR REPLACE TEMP TABLE merged_windows AS ${mergedWindows(root)};
      INSERT INTO rule_spans SELECT ${rule}, CAST(hit AS INTEGER), ${lists}, measure, ${address ? sqlText(address) : "NULL"} FROM merged_windows;
      INSERT INTO rule_span_records ${withParts(parts, `SELECT ${rule}, CAST(hit AS INTEGER), log, record FROM (${windowRecords(root, "merged_windows", defaultTables)})`)}`);
  }
  await runner.run(made.map((name) => `DROP TABLE IF EXISTS ${name}`).join("; "));
  return reason;
}

/** Makes tables of the parts of *plan* that are read more than once; returns how many windows there are, or why there are none. */
async function storeParts(
  runner: QueryRunner,
  {parts}: CorrelationPlan,
  {most, isChain}: {most: number; isChain: boolean}
): Promise<{reason?: string; windows: number}> {
  let rows = 0;
  for (const [i, {name, sql, stored}] of parts.entries()) {
    if (!stored) continue;
    await runner.run(`CREATE OR REPLACE TEMP TABLE ${name} AS ${withParts(parts.slice(0, i), sql)} LIMIT ${most + 1}`); // prettier-ignore
    [{n: rows}] = await runner.rows<{n: number}>(`SELECT CAST(count(*) AS DOUBLE) AS n FROM ${name}`); // prettier-ignore
    if (rows > most) return {reason: `too many events to correlate: more than ${most}`, windows: 0};
    if (rows === 0 && isChain) break; // what is made of nothing has nothing
  }
  return {windows: rows};
}

/** Returns the query *sql* with those of *parts* that it reads and that are not stored. */
function withParts(parts: readonly QueryPart[], sql: string): string {
  const read: string[] = [];
  let text = sql;
  for (const {name, sql: part, stored} of [...parts].reverse()) {
    const uses = text.split(name).length - 1;
    if (stored || uses === 0) continue;
    read.unshift(`${name} AS ${uses > 1 ? "" : "NOT "}MATERIALIZED (${part})`);
    text += part;
  }
  return read.length > 0 ? `WITH ${read.join(", ")} ${sql}` : sql;
}

/** Returns the statement that adds the records of hits, with their entity, to `rule_matches`. */
function recordsSql({relations}: RuleLogs): string {
  const selects = [...relations.values()].flatMap(({table, names}) => {
    const records = names.map((name) => `SELECT record, event_id, "time", ${recordSelect(table)} FROM ${name}`); // prettier-ignore
    return `SELECT rule, hit, log, record, event_id, "time", src, dst, port FROM (${records.join(" UNION ")})
      JOIN (FROM rule_span_records WHERE log = ${sqlText(defaultTables[table.table])}) USING (record)`;
  });
  const shared = (column: string) => `CASE WHEN min(${column}) = max(${column}) AND count(${column}) = count(*) THEN min(${column}) END`; // prettier-ignore
  return `INSERT INTO rule_matches
    WITH found AS MATERIALIZED (${selects.join(" UNION ALL ")}),
    of_hits AS (SELECT rule, hit, any_value(address) AS address, min(src) AS src, min(dst) AS dst, ${shared("src")} AS one_src, ${shared("dst")} AS one_dst
      FROM found JOIN rule_spans USING (rule, hit) GROUP BY rule, hit),
    named AS (SELECT rule, hit, CASE WHEN address = 'src' THEN src WHEN address IS NULL THEN one_src END AS actor,
        CASE WHEN address = 'dst' THEN dst WHEN address IS NULL THEN one_dst END AS target FROM of_hits)
    SELECT rule, hit, log, record, event_id, time, coalesce(actor, target),
      CASE WHEN actor IS NOT NULL THEN 'actor' WHEN target IS NOT NULL THEN 'target' END, src, dst, port
    FROM found JOIN named USING (rule, hit)`;
}

/** The addresses and the port of a record of *table*, as SQL. */
function recordSelect(table: MappedTable): string {
  const {src, dst, port} = recordColumns(table);
  const select = (column: string | null, type: string, name: string) =>
    `${column === null ? `CAST(NULL AS ${type})` : sqlName(column)} AS ${name}`;
  return [select(src, "VARCHAR", "src"), select(dst, "VARCHAR", "dst"), select(port, "INTEGER", "port")].join(", "); // prettier-ignore
}

/** Returns the query of the groups of hits, as the text of JSON: their values by the fields. */
const groupsSql = `
  SELECT rule, hit, '{' || coalesce(string_agg(field || ':' || ${jsonSql("value")}, ',' ORDER BY place), '') || '}' AS "group"
  FROM (SELECT rule, hit, unnest(fields) AS field, unnest(groups) AS value, generate_subscripts(fields, 1) AS place FROM rule_spans)
  GROUP BY rule, hit`;

const windowsSql = `
  INSERT INTO rule_windows
  SELECT rule, hit, min(entity), min(role), coalesce(any_value("group"), '{}'), min(time), max(time), any_value(measure), CAST(count(*) AS INTEGER)
  FROM rule_spans JOIN rule_matches USING (rule, hit) LEFT JOIN (${groupsSql}) USING (rule, hit) GROUP BY rule, hit`;

/** Returns the expression of the text *value* as JSON has it; without an extension of DuckDB. */
function jsonSql(value: string): string {
  const controls = Array.from({length: 32}, (_, code) => code);
  const escaped = controls.reduce(
    (sql, code) => `replace(${sql}, chr(${code}), '\\u${code.toString(16).padStart(4, "0")}')`,
    `replace(replace(${value}, '\\', '\\\\'), '"', '\\"')`
  );
  return `'"' || ${escaped} || '"'`;
}
