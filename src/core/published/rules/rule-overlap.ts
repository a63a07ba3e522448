import type {FlowOverlap, RulesPage} from "../../schema/rules.js";
import type {Tables} from "../tables.js";

/** Each event with whether a rule hits it, and whether it is an alert: its score is at least the parameter. */
const sides = `SELECT attack, technique, rank, time, rule_flows.event_id IS NOT NULL AS hit, score >= ? AS alert
  FROM published.events AS events LEFT JOIN published.rule_flows AS rule_flows USING (event_id)`;

const overlap = `CAST(count(*) FILTER (hit AND alert) AS DOUBLE) AS "both", CAST(count(*) FILTER (hit AND NOT alert) AS DOUBLE) AS "rulesOnly",
  CAST(count(*) FILTER (alert AND NOT hit) AS DOUBLE) AS "modelOnly", CAST(count(*) FILTER (NOT hit AND NOT alert) AS DOUBLE) AS neither`;

/** Counts flows by whether a rule hits them, and whether their score is at least *threshold*. */
export async function countFlows(tables: Tables, threshold: number): Promise<FlowOverlap> {
  const [row] = await tables.rows<FlowOverlap>(`SELECT ${overlap} FROM (${sides})`, [threshold]);
  return row;
}

/** The labelled flows that are counted: those from *from* on, in microseconds since the epoch. */
export interface LabelWindow {
  window: "test" | "all";
  from: number;
  threshold: number;
}

/** Counts the labelled flows of a window in the same way, attacks and benign ones. */
export async function countLabels(
  tables: Tables,
  {window, from, threshold}: LabelWindow
): Promise<RulesPage["labels"]> {
  const rows = await tables.rows<FlowOverlap & {attack: boolean}>(
    `SELECT attack = 1 AS attack, ${overlap} FROM (${sides})
    WHERE attack IS NOT NULL AND (? OR time >= make_timestamp(CAST(? AS BIGINT))) GROUP BY ALL`,
    [threshold, window === "all", from]
  );
  if (rows.length === 0) return null;
  const of = (isAttack: boolean): FlowOverlap => {
    const row = rows.find(({attack}) => attack === isAttack);
    const {both = 0, rulesOnly = 0, modelOnly = 0, neither = 0} = row ?? {};
    return {both, rulesOnly, modelOnly, neither};
  };
  return {window, attack: of(true), benign: of(false)};
}

/** The labelled attacks of a technique: flows, those that a rule hits, and alerts. */
export interface TechniqueLabels {
  technique: string;
  events: number;
  hits: number;
  alerts: number;
}

/** Counts the labelled attacks of a window by the technique that their label names, in order of the techniques. */
export function countLabelledTechniques(
  tables: Tables,
  {window, from, threshold}: LabelWindow
): Promise<TechniqueLabels[]> {
  return tables.rows<TechniqueLabels>(
    `SELECT technique, CAST(count(*) AS DOUBLE) AS events, CAST(count(*) FILTER (hit) AS DOUBLE) AS hits,
      CAST(count(*) FILTER (alert) AS DOUBLE) AS alerts FROM (${sides})
    WHERE attack = 1 AND technique IS NOT NULL AND (? OR time >= make_timestamp(CAST(? AS BIGINT)))
    GROUP BY ALL ORDER BY technique`,
    [threshold, window === "all", from]
  );
}

/** Counts the events of each decile of the score’s rank, the most anomalous first, and those with a hit. */
export async function countDeciles(tables: Tables): Promise<RulesPage["deciles"]> {
  const rows = await tables.rows<{decile: number; events: number; hits: number}>(
    `SELECT CAST(least(9, (rank - 1) * 10 // (SELECT greatest(1, count(*)) FROM published.events)) AS DOUBLE) AS decile,
      CAST(count(*) AS DOUBLE) AS events, CAST(count(*) FILTER (hit) AS DOUBLE) AS hits
    FROM (${sides}) GROUP BY ALL ORDER BY decile`,
    [0]
  );
  return Array.from({length: 10}, (_, i) => {
    const found = rows.find(({decile}) => decile === i);
    return {events: found?.events ?? 0, hits: found?.hits ?? 0};
  });
}

/** Counts incidents by what found them. */
export async function countIncidents(tables: Tables): Promise<RulesPage["incidents"]> {
  const rows = await tables.rows<{found_by: string; n: number}>(
    `SELECT found_by, CAST(count(*) AS DOUBLE) AS n FROM published.incidents GROUP BY ALL`
  );
  const of = (name: string) => rows.find(({found_by}) => found_by === name)?.n ?? 0;
  return {both: of("both"), rulesOnly: of("rules"), modelsOnly: of("models")};
}

/** What the flow model says of the entities of a rule. */
export interface EntityAlerts {
  alerts: number;
  beyond: number;
}

/**
 * Counts by rule the alerts on the entities of its listed hits, as source of what they did and destination of what was
 * done to them, and those of flows that are none of its listed hits. Rules without such alerts are missing.
 */
export async function countEntityAlerts(
  tables: Tables,
  threshold: number
): Promise<Map<number, EntityAlerts>> {
  const rows = await tables.rows<EntityAlerts & {rule: number}>(
    `WITH alerts AS (SELECT event_id, src, dst FROM published.events WHERE score >= ?),
    sides AS (
      SELECT event_id, src AS entity, 'actor' AS role FROM alerts UNION ALL SELECT event_id, dst, 'target' FROM alerts
    ),
    entities AS (SELECT DISTINCT rule, entity, role FROM published.rule_hits WHERE entity IS NOT NULL),
    near AS (SELECT DISTINCT rule, event_id FROM entities JOIN sides USING (entity, role)),
    own AS (SELECT DISTINCT rule, event_id FROM published.rule_hits SEMI JOIN alerts USING (event_id))
    SELECT CAST(near.rule AS DOUBLE) AS rule, CAST(count(*) AS DOUBLE) AS alerts,
      CAST(count(*) FILTER (own.event_id IS NULL) AS DOUBLE) AS beyond
    FROM near LEFT JOIN own ON near.rule = own.rule AND near.event_id = own.event_id GROUP BY near.rule ORDER BY 1`,
    [threshold]
  );
  return new Map(rows.map(({rule, alerts, beyond}) => [rule, {alerts, beyond}]));
}
