import {compareSeverities, severities} from "../../src/core/incidents/incidents.js";
import type {FoundBy, PublishedIncident, Role, Severity} from "../../src/core/schema/incidents.js";

/** An incident as a notification holds it. Entity and name are from logs, hence attacker-controlled. */
export interface NotifiedIncident {
  /** Entity, role and first hour, as `atalaya incidents` prints it. */
  id: string;
  entity: string;
  role: Role;

  /** The first and the last moment, as ISO 8601 in UTC; the last is exclusive. */
  from: string;
  to: string;
  severity: Severity;
  name: string;
  found_by: FoundBy;

  /** How often a day this network shows as much; over 0, lower is more unusual. */
  rate_per_day: number;
  events: number;
}

/** The severities, from the most severe. */
export const severityNames: readonly Severity[] = severities.map(({name}) => name);

/** Returns what a notification holds of *incident*. */
export function notifiedOf(incident: PublishedIncident): NotifiedIncident {
  const {id, entity, role, from, to, severity, name, found_by, rate_per_day, events} = incident;
  return {id, entity, role, from, to, severity, name, found_by, rate_per_day, events};
}

/**
 * Returns those of *incidents* at or above *least* that an earlier run did not have at or above it; *known* holds the id and
 * the severity of each of its incidents. The id names an incident whatever its log file is called and however it has grown.
 */
export function newIncidents<T extends Pick<NotifiedIncident, "id" | "severity">>(
  incidents: readonly T[],
  known: readonly (readonly [id: string, severity: Severity])[],
  least: Severity
): T[] {
  const before = new Map(known);
  const counts = (severity: Severity) => compareSeverities(severity, least) <= 0;
  return incidents.filter(({id, severity}) => {
    const earlier = before.get(id);
    return counts(severity) && !(earlier && counts(earlier));
  });
}
