import type {FlowOverlap, RulesPage} from "../../schema/rules.js";
import type {Tables} from "../tables.js";

/** What is counted of the events, all in one pass. */
export interface EventOverlap {
  /** Flows by whether a rule hits them, and whether their score is at least the threshold. */
  flows: FlowOverlap;
  /** The labelled flows of the window in the same way, attacks and benign ones; null without a window or a label there. */
  labels: RulesPage["labels"];
  /** The events of each decile of the score’s rank, the most anomalous first, and those with a hit. */
  deciles: RulesPage["deciles"];
  /** The labelled attacks of the window by the technique that their label names, in order of the techniques. */
  techniques: TechniqueLabels[];
}

/** The labelled flows that are counted: those from *from* on, in microseconds since the epoch. */
export interface LabelWindow {
  window: "test" | "all";
  from: number;
}

/** The labelled attacks of a technique: flows, those that a rule hits, and alerts. */
export interface TechniqueLabels {
  technique: string;
  events: number;
  hits: number;
  alerts: number;
}

/** Events that are alike in all that is counted. */
interface EventCount {
  hit: boolean;
  alert: boolean;
  /** From 0, the most anomalous first. */
  decile: number;
  /** Null without a label in the window. */
  attack: boolean | null;
  technique: string | null;
  n: number;
}

/** Counts events by whether a rule hits them, and whether their score is at least *threshold*. */
export async function countOverlap(
  tables: Tables,
  threshold: number,
  window: LabelWindow | null
): Promise<EventOverlap> {
  const counts = await tables.rows<EventCount>(
    `SELECT hit, alert, CAST(decile AS DOUBLE) AS decile, attack, technique, CAST(count(*) AS DOUBLE) AS n FROM (
      SELECT rule_flows.event_id IS NOT NULL AS hit, score >= ? AS alert,
        least(9, (rank - 1) * 10 // (SELECT greatest(1, count(*)) FROM published.events)) AS decile,
        CASE WHEN ? OR time >= make_timestamp(CAST(? AS BIGINT)) THEN attack = 1 END AS attack,
        CASE WHEN attack = 1 AND (? OR time >= make_timestamp(CAST(? AS BIGINT))) THEN technique END AS technique
      FROM published.events AS events LEFT JOIN published.rule_flows AS rule_flows USING (event_id)
    ) GROUP BY ALL ORDER BY ALL`,
    [threshold, ...[0, 1].flatMap(() => [window?.window === "all", window?.from ?? 0])]
  );
  const labelled = window ? counts.filter(({attack}) => attack !== null) : [];
  const attacks = labelled.filter(({attack}) => attack);
  const benign = labelled.filter(({attack}) => !attack);
  return {
    flows: overlapOf(counts),
    labels:
      window && labelled.length > 0
        ? {window: window.window, attack: overlapOf(attacks), benign: overlapOf(benign)}
        : null,
    deciles: Array.from({length: 10}, (_, i) => {
      const own = counts.filter(({decile}) => decile === i);
      return {events: sumOf(own), hits: sumOf(own.filter(({hit}) => hit))};
    }),
    techniques: techniquesOf(attacks)
  };
}

function overlapOf(counts: readonly EventCount[]): FlowOverlap {
  const of = (hits: boolean, alerts: boolean) =>
    sumOf(counts.filter(({hit, alert}) => hit === hits && alert === alerts));
  return {
    both: of(true, true),
    rulesOnly: of(true, false),
    modelOnly: of(false, true),
    neither: of(false, false)
  };
}

function techniquesOf(attacks: readonly EventCount[]): TechniqueLabels[] {
  const names = new Set(attacks.flatMap(({technique}) => technique ?? []));
  return [...names].sort().map((technique) => {
    const own = attacks.filter((count) => count.technique === technique);
    return {
      technique,
      events: sumOf(own),
      hits: sumOf(own.filter(({hit}) => hit)),
      alerts: sumOf(own.filter(({alert}) => alert))
    };
  });
}

function sumOf(counts: readonly EventCount[]): number {
  return counts.reduce((sum, {n}) => sum + n, 0);
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
