import type {QueryRunner} from "../../incidents/query-runner.js";
import {sqlName, sqlText} from "../../sigma/sql/literal.js";
import {defaultTables} from "../../sigma/sql/rule-query.js";
import {fillSpans} from "./fill-spans.js";
import type {PlannedRule} from "./plan-rules.js";
import {matchBounds} from "./match-bounds.js";
import type {StoppedRule} from "./match-bounds.js";
import {openLogs, placeOf, recordColumns} from "./rule-logs.js";
import type {MarkPlace, RuleLogs, RuleTable} from "./rule-logs.js";

const remedy = "exclude what is usual with a filter";

/**
 * Runs *rules* over *sources*, the tables by what they hold: SQL of a table or a query. Fills three tables of the session:
 *
 * - `rule_matches`: rule, hit, log, record, event_id, time, entity, role, src, dst, port: one row per rule and record; of a
 *   correlation, per record of a window that fired, windows of a group that overlap being one, with its number `hit` from 1.
 *   `record` is the event of a flow, and the row of another log, from 0. The entity is the source, in the role of an actor; of
 *   a correlation that groups by destinations alone, the destination as a target; of one that groups by neither, what its
 *   records share.
 * - `rule_windows`: rule, hit, entity, role, group, since, until, measure, events: one row per hit of a correlation.
 * - `rule_hit_counts`: rule, hits.
 *
 * Returns the rules that were not run, and why: their logs are empty, or they match too much. The result is the same for any
 * number of threads.
 */
export async function matchRules(
  runner: QueryRunner,
  rules: readonly PlannedRule[],
  sources: Readonly<Record<RuleTable, string>>,
  bounds = matchBounds
): Promise<StoppedRule[]> {
  await runner.run(emptyTables);
  const logs = await openLogs(runner, rules, sources);
  const counts = await countRecords(runner, logs);
  const {stopped, left} = checkCounts(rules, logs, counts, bounds);
  const running = left.filter(({rule}) => rule.state === "run");
  await fillMatches(runner, running, logs);
  stopped.push(...(await fillSpans(runner, running, {logs, counts, bounds})));
  await runner.run(
    `INSERT INTO rule_hit_counts SELECT rule, CAST(CASE WHEN count(hit) = 0 THEN count(*) ELSE count(DISTINCT hit) END AS INTEGER)
    FROM rule_matches GROUP BY rule; ${logs.drop}`
  );
  return stopped.sort((a, b) => a.rule - b.rule);
}

/** Removes what matchRules has left. */
export const dropMatches = [
  "DROP TABLE rule_matches",
  "DROP TABLE rule_windows",
  "DROP TABLE rule_hit_counts"
];

const emptyTables = `
  CREATE OR REPLACE TEMP TABLE rule_matches (rule INTEGER, hit INTEGER, log VARCHAR, record BIGINT, event_id BIGINT,
    time TIMESTAMP, entity VARCHAR, role VARCHAR, src VARCHAR, dst VARCHAR, port INTEGER);
  CREATE OR REPLACE TEMP TABLE rule_windows (rule INTEGER, hit INTEGER, entity VARCHAR, role VARCHAR, "group" VARCHAR,
    since TIMESTAMP, until TIMESTAMP, measure DOUBLE, events INTEGER);
  CREATE OR REPLACE TEMP TABLE rule_hit_counts (rule INTEGER, hits INTEGER)`;

/** Counts the records of each rule for single events, those that are parts of correlations among them, by its place. */
async function countRecords(runner: QueryRunner, {marks}: RuleLogs): Promise<Map<string, number>> {
  const places = [...marks.keys()];
  if (places.length === 0) return new Map();
  const counts = columnsOf([...marks.values()]).map(
    ({
      relation,
      column,
      marks: own
    }) => `SELECT rule, n FROM (SELECT ${column} AS word, count(*) AS n FROM ${relation} GROUP BY word)
      JOIN (VALUES ${own.map(({bit, place}) => `(${bit}, ${place})`).join(", ")}) AS rules (bit, rule) ON (word >> bit) & 1 = 1`
  );
  const rows = await runner.rows<{rule: number; n: number}>(
    `SELECT rule, CAST(sum(n) AS DOUBLE) AS n FROM (${counts.join(" UNION ALL ")}) GROUP BY rule`
  );
  return new Map(rows.map(({rule, n}) => [places[rule], n]));
}

/** Returns the columns that *marks* are in, and which bits they have there, each with its place among *marks*. */
function columnsOf(marks: readonly MarkPlace[]) {
  const columns = new Map<string, Omit<MarkPlace, "bit"> & {marks: {bit: number; place: number}[]}>(); // prettier-ignore
  marks.forEach(({relation, column, bit}, place) => {
    const key = `${relation}.${column}`;
    const of = columns.get(key) ?? {relation, column, marks: []};
    of.marks.push({bit, place});
    columns.set(key, of);
  });
  return [...columns.values()];
}

function checkCounts(
  rules: readonly PlannedRule[],
  {empty}: Pick<RuleLogs, "empty">,
  records: ReadonlyMap<string, number>,
  bounds: typeof matchBounds
): {stopped: StoppedRule[]; left: PlannedRule[]} {
  const stopped: StoppedRule[] = [];
  let total = 0;
  const left = rules.filter(({rule: {rule, kind, state}, leaves}) => {
    if (leaves.length === 0) return false;
    if (leaves.every(({table}) => empty.has(table.table))) {
      const logs = [...new Set(leaves.map(({table}) => defaultTables[table.table]))];
      stopped.push({rule, reason: `the run has no records of ${logs.join(", ")}`, remedy: null});
      return false;
    }
    if (kind === "correlation" || state === "part") return true;
    const n = records.get(placeOf(leaves[0])) ?? 0;
    total += n;
    const [most, whose] = n > bounds.records ? [bounds.records, "a rule"] : [bounds.total, "all rules"]; // prettier-ignore
    if (n <= bounds.records && total <= bounds.total) return true;
    total -= n;
    stopped.push({rule, reason: `too many hits: ${n} records, and ${whose} may have ${most}`, remedy}); // prettier-ignore
    return false;
  });
  return {stopped, left};
}

/** Adds the records of *rules*, those for single events among them. */
async function fillMatches(
  runner: QueryRunner,
  rules: readonly PlannedRule[],
  {marks}: RuleLogs
): Promise<void> {
  const single = rules.flatMap(({rule, plan}) => {
    const mark = plan?.kind === "rule" && marks.get(placeOf(plan.placed));
    return mark ? [{rule: rule.rule, table: plan.placed.table, mark}] : [];
  });
  if (single.length === 0) return;
  const selects = columnsOf(single.map(({mark}) => mark)).map(({relation, column, marks: own}) => {
    const {table} = single[own[0].place];
    const {src, dst, port} = recordColumns(table);
    const places = own.map(({bit, place}) => `(${bit}, ${single[place].rule})`);
    return `SELECT rule, NULL, ${sqlText(defaultTables[table.table])}, record, event_id, "time",
        ${orNull(src)}, CASE WHEN ${orNull(src)} IS NOT NULL THEN 'actor' END, ${orNull(src)}, ${orNull(dst)}, ${orNull(port)}
      FROM ${relation} JOIN (
        SELECT word, rule FROM (SELECT DISTINCT ${column} AS word FROM ${relation})
        JOIN (VALUES ${places.join(", ")}) AS rules (bit, rule) ON (word >> bit) & 1 = 1
      ) ON ${column} = word`;
  });
  await runner.run(`INSERT INTO rule_matches ${selects.join(" UNION ALL ")}`);
}

function orNull(column: string | null): string {
  return column === null ? "NULL" : sqlName(column);
}
