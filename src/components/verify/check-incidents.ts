import {dropIncidents, findIncidents} from "../../core/incidents/find-incidents.js";
import type {FoundIncidents} from "../../core/incidents/find-incidents.js";
import {measureDetection} from "../../core/incidents/measure-detection.js";
import type {DetectionMeasures} from "../../core/schema/detection.js";
import {
  eventIncidentSql,
  incidentEventsSql,
  incidentFlowsSql,
  incidentTables
} from "../../core/published/incident-tables.js";
import type {IncidentTable} from "../../core/published/incident-tables.js";
import type {Findings} from "../../core/published/findings.js";
import type {CheckedDatabase} from "./open-events.js";
import {noneOf, sameRows} from "./check-tables.js";
import type {Check} from "./check-tables.js";

/**
 * Collects the evidence from the published events again, groups it, and checks that the tables about incidents hold
 * the same, to the bit. With a clean past, whose events are not published, nothing can be collected: then the tables
 * stand as they were signed, and nothing is found.
 */
export async function checkIncidents(
  database: CheckedDatabase,
  {chain, behaviourUntil, parameters}: Pick<Findings, "chain" | "behaviourUntil" | "parameters">
): Promise<{checks: Check[]; found: FoundIncidents | null; detection: DetectionMeasures | null}> {
  if (chain.past) return {checks: [], found: null, detection: null};
  const runner = {
    run: (sql: string) => database.connection.query(sql),
    rows: database.rows
  };
  const found = await findIncidents(runner, {
    events: "published.events",
    trainedUntil: behaviourUntil,
    detectors: parameters.detectors,
    localNet: parameters.localNet
  });
  const {incidents, evidence} = incidentTables(chain, found);
  const checks = [
    await sameTable(database, "incidents", incidents),
    await sameTable(database, "evidence", evidence),
    await sameRows(database, "published.incident_events", incidentEventsSql),
    await sameRows(database, "published.incident_flows", incidentFlowsSql),
    await noneOf(
      database,
      "events whose incident the evidence does not give",
      `SELECT CAST(count(*) AS DOUBLE) AS n FROM published.events AS e LEFT JOIN (${eventIncidentSql}) AS due USING (event_id)
      WHERE e.incident IS DISTINCT FROM due.incident`
    )
  ];
  const detection = await measureDetection(runner, "published.events", found);
  for (const step of dropIncidents) await runner.run(step);
  return {checks, found, detection};
}

async function sameTable(
  database: CheckedDatabase,
  name: "incidents" | "evidence",
  {columns, rows}: IncidentTable
): Promise<Check> {
  const list = columns.map(([column, type]) =>
    type === "TIMESTAMP" ? `epoch_ms("${column}")::DOUBLE AS "${column}"` : `"${column}"`
  );
  const published = await database.rows<IncidentTable["rows"][number]>(
    `SELECT ${list.join(", ")} FROM published.${name}`
  );
  const textOf = (row: IncidentTable["rows"][number] | undefined) =>
    JSON.stringify(row && columns.map(([column]) => row[column]));
  const wrong: string[] = [];
  for (let i = 0; i < Math.max(rows.length, published.length); ++i)
    if (textOf(rows[i]) !== textOf(published[i]))
      wrong.push(String((published[i] ?? rows[i])[name === "incidents" ? "id" : "sentence"]));
  const what = `rows of ${name} that the events do not give`;
  const found = wrong.length === 0 ? "0" : `${wrong.length}: ${wrong.slice(0, 3).join("; ")}`;
  return {what, expected: "0", found, ok: wrong.length === 0};
}
