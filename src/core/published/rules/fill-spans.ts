import type {QueryRunner} from "../../incidents/query-runner.js";
import type {MappedTable} from "../../sigma/mappings/mapping.js";
import {planCorrelation} from "../../sigma/sql/correlation-query.js";
import type {CorrelationPlan} from "../../sigma/sql/correlation-query.js";
import {sqlName, sqlText} from "../../sigma/sql/literal.js";
import {defaultTables} from "../../sigma/sql/rule-query.js";
import {mergedWindows, windowRecords} from "../../sigma/sql/window-records.js";
import type {StoppedRule, matchBounds} from "./match-bounds.js";
import {recordColumns} from "./rule-logs.js";
import type {RuleLogs} from "./rule-logs.js";
import type {PlannedRule, RulePlan} from "./plan-rules.js";

/**
 * Fills `rule_matches` and `rule_windows` with the hits of correlations. Returns those that hold
 * too much.
 */
export async function fillSpans(
  runner: QueryRunner,
  rules: readonly PlannedRule[],
  logs: RuleLogs,
  bounds: typeof matchBounds
): Promise<StoppedRule[]> {
  await runner.run(`CREATE OR REPLACE TEMP TABLE rule_spans (rule INTEGER, hit INTEGER, "group" VARCHAR, measure DOUBLE, address VARCHAR)`); // prettier-ignore
  await runner.run("CREATE OR REPLACE TEMP TABLE rule_span_records (rule INTEGER, hit INTEGER, log VARCHAR, record BIGINT)"); // prettier-ignore
  const stopped: StoppedRule[] = [];
  for (const {rule, plan} of rules) {
    if (plan?.kind !== "correlation") continue;
    const reason = await fillSpansOf(runner, rule.rule, plan, logs, bounds);
    if (reason)
      stopped.push({rule: rule.rule, reason, remedy: "exclude what is usual with a filter"});
  }
  await fillRecords(runner, logs, rules);
  await fillWindows(runner);
  await runner.run("DROP TABLE rule_spans");
  await runner.run("DROP TABLE rule_span_records");
  return stopped;
}

/** Adds the hits of one correlation, and their records; returns why not, or undefined. */
async function fillSpansOf(
  runner: QueryRunner,
  rule: number,
  {linked, address}: RulePlan & {kind: "correlation"},
  logs: RuleLogs,
  bounds: typeof matchBounds
): Promise<string | undefined> {
  const plan = planCorrelation(linked, {record: () => "record", matched: logs.matched});
  const made: string[] = [];
  try {
    const reason = await storeParts(runner, plan, bounds.members, made);
    if (reason) return reason;
    const {root} = plan;
    made.push("TABLE merged_windows");
    await runner.run(`CREATE TEMP TABLE merged_windows AS ${mergedWindows(root)}`);
    const group = groupSql(linked.rule.correlation.groupBy, root.groups);
    await runner.run(`INSERT INTO rule_spans SELECT ${rule}, CAST(hit AS INTEGER), ${group}, measure, ${address ? sqlText(address) : "NULL"} FROM merged_windows`); // prettier-ignore
    await runner.run(`INSERT INTO rule_span_records SELECT ${rule}, CAST(hit AS INTEGER), log, record FROM (${windowRecords(root, "merged_windows", defaultTables)})`); // prettier-ignore
    return undefined;
  } finally {
    for (const name of made.reverse()) await runner.run(`DROP ${name}`);
  }
}

/** Creates the parts of *plan*, those that are read more than once as tables; returns why not, or undefined. */
async function storeParts(
  runner: QueryRunner,
  {parts}: CorrelationPlan,
  most: number,
  made: string[]
): Promise<string | undefined> {
  for (const {name, sql, stored} of parts) {
    const kind = stored ? "TABLE" : "VIEW";
    const limit = stored ? ` LIMIT ${most + 1}` : "";
    await runner.run(`CREATE TEMP ${kind} ${name} AS ${sql}${limit}`);
    made.push(`${kind} ${name}`);
    if (!stored) continue;
    const [{n}] = await runner.rows<{n: number}>(`SELECT CAST(count(*) AS DOUBLE) AS n FROM ${name}`); // prettier-ignore
    if (n > most) return `too many events to correlate: more than ${most}`;
  }
  return undefined;
}

/** Adds the records of hits, with their entity, to `rule_matches`. */
async function fillRecords(
  runner: QueryRunner,
  logs: RuleLogs,
  rules: readonly PlannedRule[]
): Promise<void> {
  const tables = new Map(
    rules.flatMap(({leaves}) => leaves.map(({table}) => [table.table, table]))
  );
  const selects = [...tables].map(
    ([table, mapped]) =>
      `SELECT rule, hit, log, record, event_id, "time", ${recordSelect(mapped)} FROM ${logs.names[table]}
      JOIN (FROM rule_span_records WHERE log = ${sqlText(defaultTables[table])}) USING (record)`
  );
  if (selects.length === 0) return;
  const shared = (column: string) => `CASE WHEN min(${column}) = max(${column}) AND count(${column}) = count(*) THEN min(${column}) END`; // prettier-ignore
  await runner.run(
    `INSERT INTO rule_matches
    WITH found AS MATERIALIZED (${selects.join(" UNION ALL ")}),
    of_hits AS (SELECT rule, hit, any_value(address) AS address, min(src) AS src, min(dst) AS dst, ${shared("src")} AS one_src, ${shared("dst")} AS one_dst
      FROM found JOIN rule_spans USING (rule, hit) GROUP BY rule, hit),
    named AS (SELECT rule, hit, CASE WHEN address = 'src' THEN src WHEN address IS NULL THEN one_src END AS actor,
        CASE WHEN address = 'dst' THEN dst WHEN address IS NULL THEN one_dst END AS target FROM of_hits)
    SELECT rule, hit, log, record, event_id, time, coalesce(actor, target),
      CASE WHEN actor IS NOT NULL THEN 'actor' WHEN target IS NOT NULL THEN 'target' END, src, dst, port
    FROM found JOIN named USING (rule, hit)`
  );
}

/** The addresses and the port of a record of *table*, as SQL. */
function recordSelect(table: MappedTable): string {
  const {src, dst, port} = recordColumns(table);
  const select = (column: string | null, type: string, name: string) =>
    `${column === null ? `CAST(NULL AS ${type})` : sqlName(column)} AS ${name}`;
  return [select(src, "VARCHAR", "src"), select(dst, "VARCHAR", "dst"), select(port, "INTEGER", "port")].join(", "); // prettier-ignore
}

async function fillWindows(runner: QueryRunner): Promise<void> {
  await runner.run(
    `INSERT INTO rule_windows
    SELECT rule, hit, min(entity), min(role), any_value("group"), min(time), max(time), any_value(measure), CAST(count(*) AS INTEGER)
    FROM rule_spans JOIN rule_matches USING (rule, hit) GROUP BY rule, hit`
  );
}

/** Returns the values of groups by their fields as the text of JSON. */
function groupSql(fields: readonly string[], groups: readonly string[]): string {
  const entries = fields.map((field, i) => `${sqlText(`${i ? "," : ""}${JSON.stringify(field)}:`)} || ${jsonSql(groups[i])}`); // prettier-ignore
  return [`'{'`, ...entries, `'}'`].join(" || ");
}

/** Returns the expression of the text *value* as JSON has it; without an extension of DuckDB. */
function jsonSql(value: string): string {
  const controls = Array.from({length: 32}, (_, code) => code);
  const escaped = controls.reduce(
    (sql, code) => `replace(${sql}, chr(${code}), '\\u${code.toString(16).padStart(4, "0")}')`,
    `replace(replace(${value}, '\\', '\\\\'), '"', '\\"')`
  );
  return `'"' || ${escaped} || '"'`;
}
