import type {PublishedDatabase} from "../database/client.js";
import {incidentsSql} from "./overlap-cells.js";
import type {IncidentRow} from "./overlap-cells.js";

/** How many hits of a rule are listed, and how many windows of a correlation are drawn. */
export const [maxHits, maxWindows] = [100, 2_000];

type Row = Record<string, string | number | boolean | null>;

/** A rule as it stands in its file, and the query that it was run with. */
export interface RuleTexts {
  yaml: string;
  sql: string | null;
}

/** A hit of a rule, with what names its flow; times are ms since the epoch, UTC. */
export interface RuleHitRow {
  time: number;
  log: string;
  src: string | null;
  dst: string | null;
  port: number | null;
  hit: number | null;
  identity: string | null;
  score: number | null;
}

/** A window of a correlation that fired. */
export interface RuleWindowRow {
  hit: number;
  entity: string | null;
  group: string;
  since: number;
  until: number;
  measure: number;
  events: number;
}

/** Returns the query of the first hits of a rule, with the score of their flows. */
export const hitsQuery = (rule: number): string => `WITH hits AS (
  FROM rule_hits WHERE rule = ${rule} ORDER BY time, event_id, record LIMIT ${maxHits}
), placed AS (SELECT hits.*, rank, file, line FROM hits LEFT JOIN ranks USING (event_id))
SELECT epoch_ms(placed.time) AS time, log, placed.src, placed.dst, port, hit, sha256 || ':' || placed.line AS identity, score
FROM placed LEFT JOIN files ON placed.file = files.file
LEFT JOIN (SELECT rank, score FROM events) AS scored USING (rank)
ORDER BY placed.time, placed.event_id, placed.record`;

/** Returns the query of the windows of a correlation that fired, those with the highest measure first. */
export const windowsQuery = (
  rule: number
): string => `SELECT hit, entity, "group", epoch_ms(since) AS since, epoch_ms(until) AS until, measure, events
FROM rule_windows WHERE rule = ${rule} ORDER BY measure DESC, hit LIMIT ${maxWindows}`;

/** Returns the query of the incidents that a rule is evidence of, the most severe first. */
export const ruleIncidentsQuery = (rule: number): string =>
  `${incidentsSql} WHERE incident IN (SELECT incident FROM evidence WHERE rule = ${rule}) ORDER BY incident LIMIT 20`;

/** Reads the text of a rule and its query. */
export async function readTexts(database: PublishedDatabase, rule: number): Promise<RuleTexts> {
  const [texts] = await database.query<RuleTexts & Row>(
    `SELECT yaml, sql FROM rules WHERE rule = ${rule}`
  );
  return texts;
}

/** Reads the first hits of a rule. */
export function readHits(database: PublishedDatabase, rule: number): Promise<RuleHitRow[]> {
  return database.query<RuleHitRow & Row>(hitsQuery(rule));
}

/** Reads the windows of a correlation that fired. */
export function readWindows(database: PublishedDatabase, rule: number): Promise<RuleWindowRow[]> {
  return database.query<RuleWindowRow & Row>(windowsQuery(rule));
}

/** Reads the incidents that a rule is evidence of. */
export function readRuleIncidents(
  database: PublishedDatabase,
  rule: number
): Promise<IncidentRow[]> {
  return database.query<IncidentRow & Row>(ruleIncidentsQuery(rule));
}
