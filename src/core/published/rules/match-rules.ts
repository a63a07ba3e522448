import type {QueryRunner} from "../../incidents/query-runner.js";
import {sqlName, sqlText} from "../../sigma/sql/literal.js";
import {defaultTables} from "../../sigma/sql/rule-query.js";
import type {PlacedRule} from "../../sigma/sql/rule-query.js";
import {fillSpans} from "./fill-spans.js";
import type {PlannedRule} from "./plan-rules.js";
import {matchBounds} from "./match-bounds.js";
import type {StoppedRule} from "./match-bounds.js";
import {openLogs, placeOf, recordColumns} from "./rule-logs.js";
import type {RuleLogs, RuleTable} from "./rule-logs.js";

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
  await createTables(runner);
  const logs = await openLogs(runner, rules, sources);
  const counts = await countRecords(runner, rules, logs);
  const {stopped, left} = checkCounts(rules, logs, counts, bounds);
  const running = left.filter(({rule}) => rule.state === "run");
  for (const of of byTable(running).values()) await fillMatches(runner, of, logs);
  const correlations = running.filter(
    ({rule, leaves}) =>
      rule.kind === "correlation" && leaves.some((leaf) => (counts.get(placeOf(leaf)) ?? 0) > 0)
  );
  stopped.push(...(await fillSpans(runner, correlations, logs, bounds)));
  await runner.run(
    `INSERT INTO rule_hit_counts SELECT rule, CAST(CASE WHEN count(hit) = 0 THEN count(*) ELSE count(DISTINCT hit) END AS INTEGER)
    FROM rule_matches GROUP BY rule`
  );
  for (const step of logs.drop) await runner.run(step);
  return stopped.sort((a, b) => a.rule - b.rule);
}

/** Removes what matchRules has left. */
export const dropMatches = [
  "DROP TABLE rule_matches",
  "DROP TABLE rule_windows",
  "DROP TABLE rule_hit_counts"
];

async function createTables(runner: QueryRunner): Promise<void> {
  await runner.run(
    `CREATE OR REPLACE TEMP TABLE rule_matches (rule INTEGER, hit INTEGER, log VARCHAR, record BIGINT, event_id BIGINT,
    time TIMESTAMP, entity VARCHAR, role VARCHAR, src VARCHAR, dst VARCHAR, port INTEGER)`
  );
  await runner.run(
    `CREATE OR REPLACE TEMP TABLE rule_windows (rule INTEGER, hit INTEGER, entity VARCHAR, role VARCHAR, "group" VARCHAR,
    since TIMESTAMP, until TIMESTAMP, measure DOUBLE, events INTEGER)`
  );
  await runner.run("CREATE OR REPLACE TEMP TABLE rule_hit_counts (rule INTEGER, hits INTEGER)");
}

/** Counts what each rule for single events has, those that are parts of correlations among them, by its place. */
async function countRecords(
  runner: QueryRunner,
  rules: readonly PlannedRule[],
  logs: RuleLogs
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const [table, of] of byTable(rules))
    for (const chunk of logs.empty.has(table) ? [] : chunks(of)) {
      const found = await runner.rows<{rule: number; n: number}>(
        `SELECT rule, CAST(count(*) AS DOUBLE) AS n FROM (${logs.query(chunk.map(placedOf), [])}) GROUP BY rule`
      );
      for (const {rule, n} of found) counts.set(placeOf(placedOf(chunk[rule])), n);
    }
  return counts;
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

async function fillMatches(
  runner: QueryRunner,
  rules: readonly PlannedRule[],
  logs: RuleLogs
): Promise<void> {
  for (const chunk of chunks(rules)) {
    const [{table}] = chunk.map(placedOf);
    const {src, dst, port} = recordColumns(table);
    const named = [src, dst, port].filter((column) => column !== null);
    const found = logs.query(chunk.map(placedOf), ["record", "event_id", "time", ...named]);
    const places = chunk.map(({rule}) => rule.rule).join(", ");
    await runner.run(
      `INSERT INTO rule_matches SELECT [${places}][rule + 1], NULL, ${sqlText(defaultTables[table.table])}, record, event_id, "time",
        ${orNull(src)}, CASE WHEN ${orNull(src)} IS NOT NULL THEN 'actor' END, ${orNull(src)}, ${orNull(dst)}, ${orNull(port)}
      FROM (${found})`
    );
  }
}

function orNull(column: string | null): string {
  return column === null ? "NULL" : sqlName(column);
}

/** The rules of one query: more would be a longer text than is parsed at once. */
const maxRules = 100;

function chunks<T>(items: readonly T[]): T[][] {
  const count = Math.ceil(items.length / maxRules);
  return Array.from({length: count}, (_, i) => items.slice(i * maxRules, (i + 1) * maxRules));
}

/** Returns the rules for single events among *rules* by their tables. */
function byTable(rules: readonly PlannedRule[]): Map<RuleTable, PlannedRule[]> {
  const tables = new Map<RuleTable, PlannedRule[]>();
  for (const planned of rules) {
    if (planned.plan?.kind !== "rule") continue;
    const {table} = planned.plan.placed.table;
    tables.set(table, [...(tables.get(table) ?? []), planned]);
  }
  return tables;
}

function placedOf({plan}: PlannedRule): PlacedRule {
  if (plan?.kind !== "rule") throw new Error("not a rule for single events");
  return plan.placed;
}
