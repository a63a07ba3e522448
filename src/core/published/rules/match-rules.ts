import type {QueryRunner} from "../../incidents/query-runner.js";
import type {MappedTable} from "../../sigma/mappings/mapping.js";
import {sqlName, sqlText} from "../../sigma/sql/literal.js";
import {defaultTables} from "../../sigma/sql/rule-query.js";
import type {PlacedRule, TableNames} from "../../sigma/sql/rule-query.js";
import {rulesQuery} from "../../sigma/sql/rules-query.js";
import {fillSpans} from "./fill-spans.js";
import type {PlannedRule} from "./plan-rules.js";

/** The name of a table that rules are run on. */
export type RuleTable = MappedTable["table"];

/** The bounds of what rules match; what is beyond them is not used, and said. */
export const matchBounds = {
  /** The records that a rule may match. */
  records: 1_000_000,
  /** The occurrences that a correlation may hold at once. */
  members: 4_000_000,
  /** The records that all rules may match. */
  total: 10_000_000
};

/** A rule that was not run to its end, and why. */
export interface StoppedRule {
  rule: number;
  reason: string;
  /** What to do if it exceeds a bound; null if there was nothing to run it on. */
  remedy: string | null;
}

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
  const names = await createViews(runner, sources);
  const counts = await countRecords(runner, rules, names);
  const {stopped, left} = checkCounts(rules, counts, bounds);
  const running = left.filter(({rule}) => rule.state === "run");
  for (const [table, of] of byTable(running)) await fillMatches(runner, table, of, names);
  const hasRecords = ({leaves}: PlannedRule) => leaves.some((leaf) => (counts.records.get(leaf.rule.place.file) ?? 0) > 0); // prettier-ignore
  const correlations = running.filter(({rule, ...one}) => rule.kind === "correlation" && hasRecords({rule, ...one})); // prettier-ignore
  stopped.push(...(await fillSpans(runner, correlations, names, bounds)));
  await runner.run(
    `INSERT INTO rule_hit_counts SELECT rule, CAST(CASE WHEN count(hit) = 0 THEN count(*) ELSE count(DISTINCT hit) END AS INTEGER)
    FROM rule_matches GROUP BY rule`
  );
  for (const name of Object.values(names)) await runner.run(`DROP VIEW ${name}`);
  return stopped.sort((a, b) => a.rule - b.rule);
}

/** Removes what matchRules has left. */
export const dropMatches = [
  "DROP TABLE rule_matches",
  "DROP TABLE rule_windows",
  "DROP TABLE rule_hit_counts"
];

/** Returns the columns of a record of *table* that matches have, as SQL: event_id, time, src, dst, port. */
export function recordColumns({columns}: MappedTable): string[] {
  const named = (field: string, type: string, name: string) =>
    `${Object.hasOwn(columns, field) ? sqlName(columns[field].column) : `CAST(NULL AS ${type})`} AS ${name}`; // prettier-ignore
  return [
    "event_id",
    '"time"',
    named("id.orig_h", "VARCHAR", "src"),
    named("id.resp_h", "VARCHAR", "dst"),
    named("id.resp_p", "INTEGER", "port")
  ];
}

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

/** Creates a view of each source with `record`; returns their names. */
async function createViews(
  runner: QueryRunner,
  sources: Readonly<Record<RuleTable, string>>
): Promise<TableNames> {
  const names = Object.entries(sources).map(([table, source]) => [table, source, `rule_log_${table}`]); // prettier-ignore
  for (const [table, source, name] of names) {
    const record = table === "flows" ? "event_id" : "rowid";
    await runner.run(`CREATE OR REPLACE TEMP VIEW ${name} AS SELECT ${record} AS record, * FROM ${source}`); // prettier-ignore
  }
  return Object.fromEntries(names.map(([table, , name]) => [table, name])) as TableNames;
}

interface Counts {
  /** Records by rule for single events: by its place among the documents. */
  records: Map<string, number>;
  /** The tables without a record. */
  empty: Set<RuleTable>;
}

/** Counts what each rule for single events matches, those that are parts of correlations among them. */
async function countRecords(
  runner: QueryRunner,
  rules: readonly PlannedRule[],
  names: TableNames
): Promise<Counts> {
  const counts: Counts = {records: new Map(), empty: new Set()};
  for (const [table, of] of byTable(rules)) {
    const rows = await runner.rows(`SELECT 1 AS one FROM ${names[table]} LIMIT 1`);
    if (rows.length === 0) counts.empty.add(table);
    else
      for (const chunk of chunks(of)) {
        const query = rulesQuery(chunk.map(placedOf), names, []);
        const found = await runner.rows<{rule: number; n: number}>(
          `SELECT rule, CAST(count(*) AS DOUBLE) AS n FROM (${query}) GROUP BY rule`
        );
        for (const {rule, n} of found) counts.records.set(placeOf(placedOf(chunk[rule])), n);
      }
  }
  return counts;
}

function checkCounts(
  rules: readonly PlannedRule[],
  {records, empty}: Counts,
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
  table: RuleTable,
  rules: readonly PlannedRule[],
  names: TableNames
): Promise<void> {
  for (const chunk of chunks(rules)) {
    const [{table: mapped}] = chunk.map(placedOf);
    const columns = recordColumns(mapped).join(", ");
    const found = rulesQuery(chunk.map(placedOf), names, ["record"]);
    const places = chunk.map(({rule}) => rule.rule).join(", ");
    await runner.run(
      `INSERT INTO rule_matches
      SELECT [${places}][found.rule + 1], NULL, ${sqlText(defaultTables[table])}, record, event_id, time, src,
        CASE WHEN src IS NOT NULL THEN 'actor' END, src, dst, port
      FROM (${found}) AS found JOIN (SELECT record, ${columns} FROM ${names[table]}) AS log USING (record)`
    );
  }
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

/** The place of a rule among the documents. */
function placeOf({rule}: PlacedRule): string {
  return rule.place.file;
}
