import {eventRowSql} from "../../core/published/event-rows.js";
import type {EventRow} from "../../core/schema/published.js";
import type {RulesPage} from "../../core/schema/rules.js";
import type {FoundBy, Role, Severity} from "../../core/schema/incidents.js";
import type {PublishedDatabase} from "../database/client.js";

/** The cells of both tables, as the parameter `show` of the URL names them. */
export const cellNames = [
  "flows-both",
  "flows-rules",
  "flows-model",
  "flows-neither",
  "incidents-both",
  "incidents-rules",
  "incidents-models"
] as const;

export type CellName = (typeof cellNames)[number];

/** How many rows a cell lists at most. */
export const maxListed = 100;

/** Returns the cell that a query string names; null if it names none. */
export function maybeCell(search: string): CellName | null {
  const name = new URLSearchParams(search).get("show");
  return cellNames.find((cell) => cell === name) ?? null;
}

/** Returns the count of a cell. */
export function countOf({flows, incidents}: RulesPage, cell: CellName): number {
  switch (cell) {
    case "flows-both":
      return flows.both;
    case "flows-rules":
      return flows.rulesOnly;
    case "flows-model":
      return flows.modelOnly;
    case "flows-neither":
      return flows.neither;
    case "incidents-both":
      return incidents.both;
    case "incidents-rules":
      return incidents.rulesOnly;
    case "incidents-models":
      return incidents.modelsOnly;
  }
}

/** Returns what a cell counts, in words. */
export function titleOf(cell: CellName): string {
  switch (cell) {
    case "flows-both":
      return "Flows that a rule hits and the model alerts on";
    case "flows-rules":
      return "Flows that a rule hits and the model does not alert on";
    case "flows-model":
      return "Flows that the model alerts on and no rule hits";
    case "flows-neither":
      return "Flows that neither a rule nor the model finds";
    case "incidents-both":
      return "Incidents that rules and models find";
    case "incidents-rules":
      return "Incidents that rules alone find";
    case "incidents-models":
      return "Incidents that models alone find";
  }
}

/** Returns the query of the flows of a cell, the most anomalous first. *threshold* is that of the flow model. */
export function flowsQuery(cell: CellName, threshold: number): string {
  const hit = cell === "flows-both" || cell === "flows-rules";
  const alert = cell === "flows-both" || cell === "flows-model";
  return `SELECT ${eventRowSql.replaceAll("published.", "")}
FROM events
WHERE score ${alert ? ">=" : "<"} ${threshold} AND event_id ${hit ? "" : "NOT "}IN (SELECT event_id FROM rule_flows)
ORDER BY rank LIMIT ${maxListed}`;
}

/** Reads the flows of a cell, the most anomalous first. */
export function readFlows(
  database: PublishedDatabase,
  cell: CellName,
  threshold: number
): Promise<EventRow[]> {
  return database.query<EventRow & Record<string, string | number | null>>(
    flowsQuery(cell, threshold)
  );
}

/** An incident as a list of this page shows it. Times are ms since the epoch, UTC. */
export interface IncidentRow {
  id: string;
  entity: string;
  role: Role;
  since: number;
  until: number;
  severity: Severity;
  name: string;
  found_by: FoundBy;
}

/** The beginning of a query of incidents. */
export const incidentsSql =
  "SELECT id, entity, role, epoch_ms(since) AS since, epoch_ms(until) AS until, severity, name, found_by\nFROM incidents";

/** Returns the query of the incidents of a cell, the most severe first. */
export function incidentsQuery(cell: CellName): string {
  return `${incidentsSql} WHERE found_by = '${cell.replace("incidents-", "")}' ORDER BY incident LIMIT ${maxListed}`;
}

/** Reads the incidents of a cell, the most severe first. */
export function readIncidents(database: PublishedDatabase, cell: CellName): Promise<IncidentRow[]> {
  return database.query<IncidentRow & Record<string, string | number | null>>(incidentsQuery(cell));
}
