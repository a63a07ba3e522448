import type {ExportRow, ExportSource} from "../exports/export-menu.js";
import {withContributions} from "../exports/contribution-rows.js";
import {ruleJson, rulePatterns, withRules} from "../exports/rule-rows.js";
import type {PublishedDatabase} from "../database/client.js";
import {eventRowSql} from "../../core/published/event-rows.js";
import type {EventRow} from "../../core/schema/published.js";
import type {ShownIncident} from "./incident-data.js";

/** How many of the most anomalous flows are listed. */
const shown = 8;

/** The id of the section of the most anomalous flows. */
export const anomalousFlows = "most-anomalous-flows";

/** How many events an export holds at most: an incident may have a million. */
const maxExported = 20_000;

/** Returns the query of the most anomalous flows of an incident. */
export function anomalousQuery(incident: number): string {
  return `SELECT ${eventRowSql.replaceAll("published.", "")} FROM events
WHERE rank IN (SELECT rank FROM incident_flows WHERE incident = ${incident} ORDER BY rank LIMIT ${shown}) ORDER BY rank`;
}

/** Reads the most anomalous flows of an incident. */
export function readAnomalous(database: PublishedDatabase, incident: number): Promise<EventRow[]> {
  return database.query<EventRow & Record<string, string | number | null>>(
    anomalousQuery(incident)
  );
}

/** Returns the query of all events of an incident, each with the detectors whose evidence speaks of it. */
function eventsQuery(incident: number): string {
  return `WITH evidence_of AS (
  SELECT event_id, string_agg(DISTINCT detector, ', ' ORDER BY detector) AS evidence
  FROM (FROM incident_events WHERE incident = ${incident})
  JOIN (SELECT evidence, detector FROM evidence WHERE incident = ${incident}) USING (evidence) GROUP BY event_id
)
SELECT evidence_of.evidence, events.* FROM events JOIN evidence_of USING (event_id)
ORDER BY time, event_id LIMIT ${maxExported}`;
}

/** Returns the export of all events of an incident: fields, features, evidence, and what each feature adds to the score. */
export function incidentExport(
  database: () => Promise<PublishedDatabase>,
  {incident, id}: ShownIncident,
  model: string
): ExportSource {
  return {
    name: `incident-${incident}-events`,
    alerts: true,
    json: ruleJson,
    patterns: async () => rulePatterns(await database()),
    async rows() {
      const published = await database();
      const rows = await published.query<Record<string, string | number | null>>(
        eventsQuery(incident)
      );
      const named = rows.map((row): ExportRow => ({incident_id: id, ...row}));
      const sql = `SELECT event_id FROM incident_flows WHERE incident = ${incident}`;
      return withContributions(await withRules(published, named, {sql}), model);
    }
  };
}
