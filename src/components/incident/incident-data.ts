import type {
  FoundBy,
  IncidentsPage,
  ListedIncident,
  Role,
  Severity
} from "../../core/schema/incidents.js";
import type {PublishedDatabase} from "../database/client.js";
import {readRules} from "../database/published-rules.js";
import type {ShownRule} from "../database/published-rules.js";
import {ruleId, ruleTitle} from "../kit/rule-text.js";
import {findEntityDetector} from "../../core/detectors/entity/registry.js";

/** An incident, as the page shows it. Times are ms since the epoch, UTC; *until* is exclusive. */
export interface ShownIncident {
  /** Its place among all incidents, from 1, most severe first. */
  incident: number;
  id: string;
  /** The SHA-256 of the log file with its first event. */
  file: string;
  entity: string;
  role: Role;
  since: number;
  until: number;
  severity: Severity;
  rate_per_day: number;
  name: string;
  found_by: FoundBy;
  in_test: boolean;
  events: number;
  pieces: number;
}

/** What the view of an incident is made from. */
export interface IncidentViewOptions {
  page: IncidentsPage;
  database: () => Promise<PublishedDatabase>;

  /** The URL of model.json. */
  model: string;

  /** The threshold of flows, in (0, 1), above which their scores have a colour. */
  threshold: () => Promise<number>;
}

/** A piece of evidence, as the table `evidence` has it. */
export interface EvidencePiece {
  /** Its place in the incident, from 1, most unusual first. */
  evidence: number;
  detector: string;
  /** The place of the rule that it is hits of, from 1; null of a detector’s. */
  rule: number | null;
  technique: string | null;
  rate_per_day: number;
  sentence: string;
  facts: {[name: string]: number};
  src: string | null;
  dst: string | null;
  port: number | null;
  since: number;
  until: number;
  events: number;
}

/** The evidence of one detector, or of one rule, most unusual first. */
export interface EvidenceGroup {
  /** What names it on the page: the name of the detector, or `rule-` and the place of the rule. */
  key: string;
  title: string;
  detector: string;
  /** The rule; null of a detector. */
  rule: ShownRule | null;
  pieces: EvidencePiece[];
}

const columns = `incident, id, file, entity, role, epoch_ms(since) AS since, epoch_ms(until) AS until, severity,
  rate_per_day, name, found_by, in_test, events, pieces`;

/** Returns the incident called *id*: from the published list, or else from the table; null if there is none. */
export async function findIncident(
  {incidents, of}: IncidentsPage,
  database: () => Promise<PublishedDatabase>,
  id: string
): Promise<ShownIncident | null> {
  const listed = incidents.find((incident) => incident.id === id);
  if (listed) return shownIncident(listed);
  if (of === incidents.length) return null;
  const found = await (
    await database()
  ).query<ShownIncident & Row>(`SELECT ${columns} FROM incidents WHERE id = ?`, [id]);
  return found[0] ?? null;
}

/** Returns a listed incident as the page shows it. */
function shownIncident({from, to, window, ...incident}: ListedIncident): ShownIncident {
  return {
    ...incident,
    since: Date.parse(from),
    until: Date.parse(to),
    in_test: window === "test"
  };
}

/** Returns the incident of the same entity that is nearest in time to the one called *id*; undefined if it has none. */
export function nearestIncident(
  incidents: readonly ListedIncident[],
  id: string
): ListedIncident | undefined {
  const [, entity, role, hour] = /^(.*)\/(actor|target)\/(-?\d+)$/s.exec(id) ?? [];
  const time = Number(hour) * 3_600_000;
  const distance = (incident: ListedIncident) =>
    Math.abs(Date.parse(incident.from) - time) + (incident.role === role ? 0 : 1);
  return incidents
    .filter((incident) => incident.entity === entity)
    .sort((a, b) => distance(a) - distance(b))[0];
}

/** The query of the evidence of an incident. */
export const evidenceQuery = (incident: number): string =>
  `SELECT evidence, rule, detector, technique, rate_per_day, sentence, facts, src, dst, port,
  epoch_ms(since) AS since, epoch_ms(until) AS until, events
FROM evidence WHERE incident = ${incident} ORDER BY evidence`;

/** Reads the evidence of an incident, by detector and by rule, the most unusual first. */
export async function readEvidence(
  database: PublishedDatabase,
  incident: number
): Promise<EvidenceGroup[]> {
  const rows = await database.query<Omit<EvidencePiece, "facts"> & {facts: string}>(
    evidenceQuery(incident)
  );
  const pieces = rows.map((row): EvidencePiece => ({
    ...row,
    facts: JSON.parse(row.facts) as EvidencePiece["facts"]
  }));
  const named = new Set(pieces.flatMap(({rule}) => rule ?? []));
  return evidenceGroups(pieces, await readRules(database, [...named]));
}

/** Groups *pieces*, the most unusual first, by detector, and those of *rules*, by place, by rule. */
export function evidenceGroups(
  pieces: readonly EvidencePiece[],
  rules: ReadonlyMap<number, ShownRule>
): EvidenceGroup[] {
  const groups = new Map<string, EvidenceGroup>();
  for (const piece of pieces) {
    const {detector} = piece;
    const rule = (piece.rule !== null && rules.get(piece.rule)) || null;
    const key = rule ? ruleId(rule.rule) : detector;
    const group = groups.get(key);
    if (group) group.pieces.push(piece);
    else {
      const title = rule ? ruleTitle(rule) : (findEntityDetector(detector)?.title ?? detector);
      groups.set(key, {key, title, detector, rule, pieces: [piece]});
    }
  }
  return [...groups.values()];
}

type Row = Record<string, string | number | boolean | null>;

/**
 * Returns the beginning of a query: `flows`, the events of an incident that the evidence of one *detector* speaks of,
 * each once.
 */
export function flowsSql(incident: number, detector: string): string {
  return `WITH flows AS (
  FROM incident_flows WHERE incident = ${incident} AND event_id IN (
    SELECT event_id FROM incident_events WHERE incident = ${incident} AND evidence IN (
      SELECT evidence FROM evidence WHERE incident = ${incident} AND detector = '${detector}')))`;
}
