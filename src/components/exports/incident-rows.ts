import {openDatabase} from "../database/client.js";
import type {ExportRow} from "./export-menu.js";

/** The columns of exported incidents that hold JSON. */
export const incidentJson: readonly string[] = ["evidence", "uids"];

/** The query of every incident with its evidence and the sensor’s ids of its events. */
export const incidentsQuery = `WITH pieces AS (
  SELECT incident, to_json(list({detector: detector, technique: technique, rate_per_day: rate_per_day, sentence: sentence,
    facts: CAST(facts AS JSON), src: src, dst: dst, port: port, "from": since, "to": until, events: events} ORDER BY evidence)) AS evidence
  FROM evidence GROUP BY incident
), named AS (
  SELECT incident, to_json(list(uid ORDER BY uid)) AS uids
  FROM (SELECT DISTINCT incident, uid FROM incident_events JOIN events USING (event_id) WHERE uid IS NOT NULL)
  GROUP BY incident
)
SELECT id, entity, role, since AS "from", until AS "to", severity, rate_per_day, name,
  CASE WHEN in_test THEN 'test' ELSE 'training' END AS "window", events,
  CAST(evidence AS VARCHAR) AS evidence, coalesce(CAST(uids AS VARCHAR), '[]') AS uids, incident
FROM incidents LEFT JOIN pieces USING (incident) LEFT JOIN named USING (incident)
ORDER BY incident`;

/** Returns every incident of the run at *url*, most severe first, but those at the places *hidden*. */
export async function incidentRows(url: string, hidden: ReadonlySet<number>): Promise<ExportRow[]> {
  const database = await openDatabase(url);
  const rows = await database.query<Record<string, string | number> & {incident: number}>(
    incidentsQuery
  );
  return rows
    .filter(({incident}) => !hidden.has(incident))
    .map(({incident: _, ...row}): ExportRow => row);
}
