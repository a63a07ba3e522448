import type {IncidentsPage, ListedIncident, Role, Severity} from "../../core/schema/incidents.js";
import type {PublishedDatabase} from "../database/client.js";

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

/** The evidence of one detector, most unusual first. */
export interface DetectorEvidence {
  detector: string;
  pieces: EvidencePiece[];
}

const columns = `incident, id, file, entity, role, epoch_ms(since) AS since, epoch_ms(until) AS until, severity,
  rate_per_day, name, in_test, events, pieces`;

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
  `SELECT evidence, detector, technique, rate_per_day, sentence, facts, src, dst, port,
  epoch_ms(since) AS since, epoch_ms(until) AS until, events
FROM evidence WHERE incident = ${incident} ORDER BY evidence`;

/** Reads the evidence of an incident, by detector, the most unusual first. */
export async function readEvidence(
  database: PublishedDatabase,
  incident: number
): Promise<DetectorEvidence[]> {
  const rows = await database.query<Omit<EvidencePiece, "facts"> & {facts: string} & Row>(
    evidenceQuery(incident)
  );
  const groups = new Map<string, EvidencePiece[]>();
  for (const row of rows) {
    const piece = {...row, facts: JSON.parse(row.facts) as EvidencePiece["facts"]};
    const group = groups.get(row.detector);
    if (group) group.push(piece);
    else groups.set(row.detector, [piece]);
  }
  return [...groups].map(([detector, pieces]) => ({detector, pieces}));
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
