import type {PublishedDatabase} from "../database/client.js";

/** How many hits and windows of a rule are read. */
const [maxHits, maxWindows] = [500, 2_000];

/** A record that a rule matches; *time* in ms since the epoch, *event* the flow that it belongs to. */
export interface RuleHit {
  log: string;
  record: number;
  event: number | null;
  time: number;
  src: string | null;
  dst: string | null;
  port: number | null;
}

/** A window in which a correlation fired; times in ms since the epoch. */
export interface RuleWindow {
  hit: number;
  /** What its members have in common, as JSON. */
  group: string;
  since: number;
  until: number;
  /** What the correlation counts, and how many events it counts that of. */
  measure: number;
  events: number;
}

/** Returns a query: `pieces`, the evidence of an incident that is hits of *rules*, and `hits`, those hits. */
function hitsSql(incident: number, rules: readonly number[]): string {
  return `WITH pieces AS (
  SELECT evidence, rule, rate_per_day, since, until FROM evidence WHERE incident = ${incident} AND rule IN (${rules.join(", ")})
), hits AS (
  SELECT * FROM rule_hits WHERE rule IN (${rules.join(", ")}) AND entity = (SELECT entity FROM incidents WHERE incident = ${incident})
)`;
}

/** Returns the query of the hits of a rule that are evidence of an incident, the earliest first. */
export function ruleHitsQuery(incident: number, rule: number): string {
  return `${hitsSql(incident, [rule])}
SELECT log, record, event_id AS event, epoch_ms(time) AS time, src, dst, port FROM hits
WHERE EXISTS (FROM pieces WHERE hits.time >= pieces.since AND hits.time < pieces.until)
ORDER BY time, record LIMIT ${maxHits}`;
}

/** Returns the query of the windows of a correlation that are evidence of an incident, the earliest first. */
export function ruleWindowsQuery(incident: number, rule: number): string {
  return `SELECT hit, "group", epoch_ms(since) AS since, epoch_ms(until) AS until, measure, events FROM rule_windows
WHERE rule = ${rule} AND entity = (SELECT entity FROM incidents WHERE incident = ${incident})
  AND EXISTS (FROM evidence WHERE incident = ${incident} AND evidence.rule = ${rule}
    AND rule_windows.since < evidence.until AND rule_windows.until >= evidence.since)
ORDER BY since, hit LIMIT ${maxWindows}`;
}

/**
 * Returns the query of the hits of *rules* in an incident in bins of *width* ms: a row per rule and bin, with the columns of
 * `timelineQuery`.
 */
export function ruleTimelineSql(incident: number, width: number, rules: readonly number[]): string {
  return `${hitsSql(incident, rules)}
SELECT concat('rule-', rule) AS lane, epoch_ms(time) // ${width} * ${width} AS time, count(DISTINCT (log, record)) AS events,
  count(DISTINCT evidence) AS pieces, min(rate_per_day) AS rate
FROM hits JOIN pieces USING (rule) WHERE hits.time >= pieces.since AND hits.time < pieces.until
GROUP BY ALL`;
}

/** Reads the hits of a rule that are evidence of an incident, at most 500. */
export function readRuleHits(database: PublishedDatabase, query: string): Promise<RuleHit[]> {
  return database.query<RuleHit>(query);
}

/** Reads the windows of a correlation that are evidence of an incident, at most 2,000. */
export function readRuleWindows(database: PublishedDatabase, query: string): Promise<RuleWindow[]> {
  return database.query<RuleWindow>(query);
}
