import {median} from "d3-array";
import {matchRules} from "../../src/core/published/rules/match-rules.js";
import {publishedSources} from "../../src/core/published/rules/rule-logs.js";
import {planRules} from "../../src/core/published/rules/plan-rules.js";
import type {RuleDocument} from "../../src/core/published/rules/plan-rules.js";
import type {RunRule} from "../../src/core/schema/rules.js";
import {defaultTables} from "../../src/core/sigma/sql/rule-query.js";
import {UsageError} from "../config/errors.js";
import type {Session} from "../duckdb/session.js";

/** What a rule would have cost in a run. */
export interface RuleCost extends Pick<RunRule, "id" | "title" | "level" | "path" | "reason"> {
  /** Records that it matches; of a correlation, windows that fired. */
  hits: number;
  /** Flows of them, each once, and those of them that the flow model alerts on. */
  flows: number;
  modelAlerts: number;
  /** Entities with a hit, and hours of entities with one: each is an alert. */
  entities: number;
  alerts: number;
  /** Alerts a day: of the whole log, and the least, the median and the most of its UTC days. */
  alertsPerDay: {mean: number; min: number; median: number; max: number};
  /** Flows with a label, and the share of attacks among them; null without a label. */
  attacks: number;
  benign: number;
  precision: number | null;
  /** Incidents of models that it would join, and those that it would open. */
  incidents: {joins: number; opens: number};
  overBudget: boolean;
  /** The values that most hits have: what a filter would exclude. */
  frequent: {field: "src" | "dst" | "port"; value: string; hits: number; share: number}[];
}

/** What all rules would have cost. */
export interface Backtest {
  budgetPerDay: number;
  /** The days that the log covers, at least 1. */
  days: number;
  rules: RuleCost[];
  /** Hours of entities a day with a hit of any rule. */
  alertsPerDay: number;
}

/** What a backtest reads: documents of rules, those of *asked* files to be measured, and the threshold and the budget of the run. */
export interface BacktestInput {
  documents: readonly RuleDocument[];
  asked: ReadonlySet<string>;
  threshold: number;
  budgetPerDay: number;
}

/**
 * Runs rules over the tables of a run, attached as `published`. Rules that are only part of others are not listed; those that were
 * not run are, with the reason.
 */
export async function backtestRules(
  session: Session,
  {documents, asked, threshold, budgetPerDay}: BacktestInput
): Promise<Backtest> {
  const planned = planRules(documents);
  const stopped = await matchRules(session, planned, await sourcesOf(session));
  const reasons = new Map(stopped.map(({rule, reason}) => [rule, reason]));
  const listed = planned
    .map(({rule}) => rule)
    .filter(({path, state}) => asked.has(path) && state !== "part");
  const {days, dates} = await readDays(session);
  await session.run(`CREATE TEMP TABLE asked AS SELECT * FROM rule_matches WHERE rule IN (${[0, ...listed.map(({rule}) => rule)].join(", ")})`); // prettier-ignore
  const counts = await countHits(session, threshold);
  const perDay = await countDays(session);
  const incidents = await countIncidents(session);
  const frequent = await readFrequent(session);
  const [{n}] = await session.rows<{n: number}>(`SELECT CAST(count(DISTINCT ${hourKey}) AS DOUBLE) AS n FROM asked WHERE entity IS NOT NULL`); // prettier-ignore
  const rules = listed.map(({rule, id, title, level, path, reason}): RuleCost => {
    const count = counts.get(rule) ?? noCount;
    const alerts = [...(perDay.get(rule) ?? new Map<string, number>()).values()];
    const daily = [...alerts, ...Array.from({length: Math.max(0, dates - alerts.length)}, () => 0)];
    const total = alerts.reduce((sum, one) => sum + one, 0);
    const mean = total / days;
    const {joins = 0, opens = 0} = incidents.get(rule) ?? {};
    return {
      id,
      title,
      level,
      path,
      reason: reason ?? reasons.get(rule) ?? null,
      ...count,
      alerts: total,
      alertsPerDay: {mean, min: Math.min(...daily), median: median(daily) ?? 0, max: Math.max(...daily)}, // prettier-ignore
      precision: count.attacks + count.benign > 0 ? count.attacks / (count.attacks + count.benign) : null, // prettier-ignore
      incidents: {joins, opens: level === "informational" ? 0 : opens},
      overBudget: mean > budgetPerDay,
      frequent: frequent.get(rule) ?? []
    };
  });
  return {budgetPerDay, days, rules, alertsPerDay: n / days};
}

type Count = Pick<RuleCost, "hits" | "flows" | "modelAlerts" | "entities" | "attacks" | "benign">;

const noCount: Count = {hits: 0, flows: 0, modelAlerts: 0, entities: 0, attacks: 0, benign: 0};

const hourKey = "(entity, role, date_trunc('hour', time))";

/** The published tables by what they hold. */
async function sourcesOf(session: Session): Promise<typeof publishedSources> {
  const rows = await session.rows<{name: string}>("SELECT table_name AS name FROM duckdb_tables() WHERE database_name = 'published'"); // prettier-ignore
  const names = new Set(rows.map(({name}) => name));
  const missing = Object.values(defaultTables).find((name) => !names.has(name));
  if (missing !== undefined)
    throw new UsageError(`this run has no table ${missing}: it is of an earlier version; run it again`); // prettier-ignore
  return publishedSources;
}

/** The days that the log covers, at least 1, and the UTC days from its first to its last event. */
async function readDays(session: Session): Promise<{days: number; dates: number}> {
  const [{span, dates}] = await session.rows<{span: number | null; dates: number | null}>(
    "SELECT CAST(epoch_ms(max(time)) - epoch_ms(min(time)) AS DOUBLE) AS span, CAST(date_diff('day', min(time), max(time)) + 1 AS DOUBLE) AS dates FROM published.events"
  );
  return {days: Math.max(1, (span ?? 0) / 86_400_000), dates: dates ?? 1};
}

async function countHits(session: Session, threshold: number): Promise<Map<number, Count>> {
  const rows = await session.rows<Count & {rule: number}>(
    `WITH flows AS (SELECT DISTINCT rule, event_id FROM asked WHERE event_id IS NOT NULL),
    by_flow AS (SELECT rule, count(*) AS flows, count(*) FILTER (score >= ${threshold}) AS alerts, count(*) FILTER (attack = 1) AS attacks,
      count(*) FILTER (attack = 0) AS benign FROM flows JOIN published.events USING (event_id) GROUP BY rule),
    by_rule AS (SELECT rule, count(DISTINCT (entity, role)) FILTER (entity IS NOT NULL) AS entities FROM asked GROUP BY rule)
    SELECT rule, CAST(hits AS DOUBLE) AS hits, CAST(coalesce(flows, 0) AS DOUBLE) AS flows, CAST(coalesce(alerts, 0) AS DOUBLE) AS "modelAlerts",
      CAST(entities AS DOUBLE) AS entities, CAST(coalesce(attacks, 0) AS DOUBLE) AS attacks, CAST(coalesce(benign, 0) AS DOUBLE) AS benign
    FROM by_rule JOIN rule_hit_counts USING (rule) LEFT JOIN by_flow USING (rule)`
  );
  return new Map(rows.map(({rule, ...count}) => [rule, count]));
}

/** Returns the alerts of each rule by UTC day. */
async function countDays(session: Session): Promise<Map<number, Map<string, number>>> {
  const rows = await session.rows<{rule: number; day: string; n: number}>(
    `SELECT rule, CAST(CAST(time AS DATE) AS VARCHAR) AS day, CAST(count(DISTINCT ${hourKey}) AS DOUBLE) AS n
    FROM asked WHERE entity IS NOT NULL GROUP BY ALL ORDER BY ALL`
  );
  const days = new Map<number, Map<string, number>>();
  for (const {rule, day, n} of rows) days.set(rule, (days.get(rule) ?? new Map<string, number>()).set(day, n)); // prettier-ignore
  return days;
}

/** Incidents that models found and hits of a rule fall into or within an hour of, and runs of hours of an entity with a hit that have none. */
async function countIncidents(
  session: Session
): Promise<Map<number, {joins: number; opens: number}>> {
  const rows = await session.rows<{rule: number; joins: number; opens: number}>(
    `WITH hours AS (SELECT DISTINCT rule, entity, role, date_trunc('hour', time) AS hour FROM asked WHERE entity IS NOT NULL),
    starts AS (SELECT *, CASE WHEN hour <= lag(hour) OVER same + INTERVAL 2 HOUR THEN 0 ELSE 1 END AS first FROM hours
      WINDOW same AS (PARTITION BY rule, entity, role ORDER BY hour)),
    runs AS (SELECT rule, entity, role, min(hour) AS since, max(hour) + INTERVAL 1 HOUR AS until FROM
      (SELECT *, sum(first) OVER (PARTITION BY rule, entity, role ORDER BY hour) AS run FROM starts) GROUP BY rule, entity, role, run),
    met AS (SELECT runs.*, incident FROM runs LEFT JOIN (FROM published.incidents WHERE found_by <> 'rules') AS known
      ON known.entity = runs.entity AND known.since <= runs.until + INTERVAL 1 HOUR AND known.until >= runs.since - INTERVAL 1 HOUR)
    SELECT rule, CAST(count(DISTINCT incident) AS DOUBLE) AS joins, CAST(count(*) FILTER (incident IS NULL) AS DOUBLE) AS opens FROM met GROUP BY rule`
  );
  return new Map(rows.map(({rule, joins, opens}) => [rule, {joins, opens}]));
}

/** The values of a field that are listed. */
const listedValues = 2;

async function readFrequent(session: Session): Promise<Map<number, RuleCost["frequent"]>> {
  const fields = (["src", "dst", "port"] as const).map((field, i) => `SELECT rule, ${i} AS place, '${field}' AS field, CAST(${field} AS VARCHAR) AS value FROM asked WHERE ${field} IS NOT NULL`); // prettier-ignore
  const rows = await session.rows<RuleCost["frequent"][number] & {rule: number}>(
    `WITH found AS (${fields.join(" UNION ALL ")}), totals AS (SELECT rule, count(*) AS total FROM asked GROUP BY rule)
    SELECT rule, field, value, CAST(count(*) AS DOUBLE) AS hits, count(*) / any_value(total) AS share FROM found JOIN totals USING (rule) GROUP BY rule, place, field, value
    QUALIFY row_number() OVER (PARTITION BY rule, place ORDER BY count(*) DESC, value) <= ${listedValues} ORDER BY rule, place, hits DESC, value`
  );
  const frequent = new Map<number, RuleCost["frequent"]>();
  for (const {rule, ...value} of rows) frequent.set(rule, [...(frequent.get(rule) ?? []), value]);
  return frequent;
}
