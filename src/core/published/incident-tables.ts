import type {FoundIncidents} from "../incidents/find-incidents.js";
import {canonicalJson} from "../schema/artifacts.js";
import type {Chain} from "./provenance.js";

type ColumnType = "VARCHAR" | "INTEGER" | "DOUBLE" | "BOOLEAN" | "TIMESTAMP";

/** A table about incidents: its columns in order, and its rows. Times are ms since the epoch. */
export interface IncidentTable {
  columns: readonly (readonly [string, ColumnType])[];
  rows: readonly {[column: string]: string | number | boolean | null}[];
}

const incidentColumns = [
  ["incident", "INTEGER"],
  ["id", "VARCHAR"],
  ["file", "VARCHAR"],
  ["entity", "VARCHAR"],
  ["role", "VARCHAR"],
  ["since", "TIMESTAMP"],
  ["until", "TIMESTAMP"],
  ["severity", "VARCHAR"],
  ["rate_per_day", "DOUBLE"],
  ["name", "VARCHAR"],
  ["found_by", "VARCHAR"],
  ["in_test", "BOOLEAN"],
  ["events", "INTEGER"],
  ["pieces", "INTEGER"],
  ["linked", "VARCHAR"]
] as const;

const evidenceColumns = [
  ["incident", "INTEGER"],
  ["evidence", "INTEGER"],
  ["rule", "INTEGER"],
  ["detector", "VARCHAR"],
  ["technique", "VARCHAR"],
  ["rate_per_day", "DOUBLE"],
  ["magnitude", "DOUBLE"],
  ["stratum", "VARCHAR"],
  ["sentence", "VARCHAR"],
  ["facts", "VARCHAR"],
  ["src", "VARCHAR"],
  ["dst", "VARCHAR"],
  ["domain", "VARCHAR"],
  ["port", "INTEGER"],
  ["since", "TIMESTAMP"],
  ["until", "TIMESTAMP"],
  ["events", "INTEGER"]
] as const;

/**
 * Returns the tables `incidents` (one row per incident, most severe first; `incident` is its place, from 1) and
 * `evidence` (one row per piece, in order of incidents; `evidence` is its place in the incident, from 1: of detectors the most unusual
 * first, of rules the highest level first, then what supports it).
 */
export function incidentTables(
  chain: Pick<Chain, "raw">,
  found: FoundIncidents
): {incidents: IncidentTable; evidence: IncidentTable} {
  const {incidents, evidence} = found;
  const files = incidentFiles(chain, found);
  return {
    incidents: {
      columns: incidentColumns,
      rows: incidents.map(
        ({from, to, window, evidence: pieces, linked, uids: _, ...incident}, i) => ({
          ...incident,
          incident: i + 1,
          file: files[i],
          since: Date.parse(from),
          until: Date.parse(to),
          in_test: window === "test",
          pieces: pieces.length,
          linked: JSON.stringify(linked)
        })
      )
    },
    evidence: {
      columns: evidenceColumns,
      rows: incidents.flatMap(({evidence: pieces}, i) =>
        pieces.map(({from, to, facts, rule, ...piece}, j) => ({
          ...piece,
          rule: rule?.rule ?? null,
          incident: i + 1,
          evidence: j + 1,
          magnitude: evidence[i][j].magnitude,
          stratum: evidence[i][j].stratum,
          facts: canonicalJson(facts),
          since: Date.parse(from),
          until: Date.parse(to)
        }))
      )
    }
  };
}

/** Returns the SHA-256 of the log file that holds the first event of each incident. */
export function incidentFiles(
  {raw}: Pick<Chain, "raw">,
  {files}: Pick<FoundIncidents, "files">
): string[] {
  const inputs = raw.facts.files as unknown as {slot: number; sha256: string}[];
  const digests = new Map(inputs.map(({slot, sha256}) => [slot, sha256]));
  return files.map((slot) => digests.get(slot) ?? inputs[0].sha256);
}

/** The columns of `incident_flows`, as in `events`. */
const flowColumns =
  "event_id, rank, time, src, src_port, dst, dst_port, proto, service, conn_state, duration, orig_bytes, resp_bytes, orig_pkts, orig_ip_bytes, uid, score";

/**
 * The rows of the table `incident_flows`, from `evidence_cover` and the published events: one per incident and event,
 * so that an incident is read in one piece.
 */
export const incidentFlowsSql = `
  SELECT cover.incident, ${flowColumns.replaceAll(/\w+/g, "events.$&")}
  FROM (SELECT DISTINCT incident, event_id FROM evidence_cover) AS cover
  JOIN published.events AS events USING (event_id) ORDER BY cover.incident, events.time, events.event_id`;

/** The rows of the table `incident_events`, from `evidence_cover` and `evidence_keys`: one per incident, piece of evidence and event. */
export const incidentEventsSql = `
  SELECT incident, place AS evidence, event_id FROM evidence_cover JOIN evidence_keys USING (id, incident)
  ORDER BY incident, evidence, event_id`;

/** The most severe incident of each event that is in any, from `evidence_cover`. */
export const eventIncidentSql = `SELECT event_id, min(incident) AS incident FROM evidence_cover GROUP BY event_id`;
