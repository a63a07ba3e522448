import type {QueryRunner} from "../../incidents/query-runner.js";
import type {PublishedIncident} from "../../schema/incidents.js";
import type {RuleCounts} from "../../schema/rules.js";

/** What rules are counted with. */
export interface CountOptions {
  /** The table of scored events: event_id, rank, score, attack. */
  events: string;
  /** The score from which on the flow model alerts. */
  threshold: number;
  /** The first and the last moment of the log, in ms since the epoch. */
  first: number;
  last: number;
  incidents: readonly Pick<PublishedIncident, "evidence" | "found_by">[];
}

const dayMs = 86_400_000;

/** Counts what each rule with a hit found, from the tables that matchRules leaves; rules without a hit are missing. */
export async function countRules(
  runner: QueryRunner,
  {events, threshold, first, last, incidents}: CountOptions
): Promise<Map<number, RuleCounts>> {
  const days = Math.max(1, (last - first) / dayMs);
  const deciles = Array.from({length: 10}, (_, i) => `count(*) FILTER (decile = ${i})`);
  const rows = await runner.rows<Counted>(
    `WITH flows AS (SELECT DISTINCT rule, event_id FROM rule_matches WHERE event_id IS NOT NULL),
    ranked AS (SELECT event_id, score, attack, (rank - 1) * 10 // (SELECT count(*) FROM ${events}) AS decile FROM ${events}),
    by_flow AS (SELECT rule, ${number("count(*)")} AS flows, ${number(`count(*) FILTER (score >= ${threshold})`)} AS alerts,
        ${number("count(*) FILTER (attack = 1)")} AS attacks, ${number("count(*) FILTER (attack = 0)")} AS benign,
        [${deciles.map(number).join(", ")}] AS deciles
      FROM flows JOIN ranked USING (event_id) GROUP BY rule),
    by_entity AS (SELECT rule, ${number("count(DISTINCT (entity, role))")} AS entities,
        ${number("count(DISTINCT (entity, role, date_trunc('hour', time)))")} AS "entityHours"
      FROM rule_matches WHERE entity IS NOT NULL GROUP BY rule),
    by_record AS (SELECT rule, ${number("epoch_ms(min(time))")} AS "first", ${number("epoch_ms(max(time))")} AS "last"
      FROM rule_matches GROUP BY rule)
    SELECT rule, ${number("hits")} AS hits, * EXCLUDE (rule, hits) FROM rule_hit_counts LEFT JOIN by_flow USING (rule)
      LEFT JOIN by_entity USING (rule) LEFT JOIN by_record USING (rule) ORDER BY rule`
  );
  const shown = countIncidents(incidents);
  return new Map(
    rows.map(({rule, deciles, first, last, ...row}) => {
      const {hits, flows, alerts, attacks, benign, entities, entityHours} = row;
      const counts: RuleCounts = {
        hits,
        flows: flows ?? 0,
        alerts: alerts ?? 0,
        attacks: attacks ?? 0,
        benign: benign ?? 0,
        entities: entities ?? 0,
        entityHours: entityHours ?? 0,
        deciles: deciles ? listOf(deciles) : noCounts.deciles,
        ratePerDay: (entityHours ?? 0) / days,
        incidents: shown.get(rule)?.all ?? 0,
        incidentsAlone: shown.get(rule)?.alone ?? 0,
        first,
        last
      };
      return [rule, counts];
    })
  );
}

/** The counts of a rule without a hit. */
export const noCounts: Readonly<RuleCounts> = {
  hits: 0,
  flows: 0,
  entities: 0,
  entityHours: 0,
  alerts: 0,
  attacks: 0,
  benign: 0,
  deciles: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  ratePerDay: 0,
  incidents: 0,
  incidentsAlone: 0,
  first: null,
  last: null
};

interface Counted extends Record<
  "flows" | "alerts" | "attacks" | "benign" | "entities" | "entityHours",
  number | null
> {
  rule: number;
  hits: number;
  deciles: unknown;
  first: number;
  last: number;
}

function number(sql: string): string {
  return `CAST(${sql} AS DOUBLE)`;
}

/** Counts by rule the incidents that it is evidence of, and those that rules alone made. */
function countIncidents(
  incidents: CountOptions["incidents"]
): Map<number, {all: number; alone: number}> {
  const counts = new Map<number, {all: number; alone: number}>();
  for (const {evidence, found_by} of incidents) {
    const rules = new Set(evidence.flatMap(({rule}) => (rule ? [rule.rule] : [])));
    for (const rule of rules) {
      const count = counts.get(rule) ?? {all: 0, alone: 0};
      count.all += 1;
      if (found_by === "rules") count.alone += 1;
      counts.set(rule, count);
    }
  }
  return counts;
}

/** Returns the numbers of a list, as the engine of the pipeline or that of a browser gives it. */
function listOf(list: unknown): number[] {
  return Array.from(list as Iterable<number>);
}
