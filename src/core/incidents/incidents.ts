import type {Role, Severity} from "../schema/incidents.js";
import type {Evidence} from "./evidence.js";

/** Evidence that occurs more often a day than this joins no incident. */
export const maxRatePerDay = 3;

/** The severities, from most to least severe, with the highest rate a day of each. */
export const severities = [
  {name: "critical", maxRatePerDay: 0.01},
  {name: "high", maxRatePerDay: 0.1},
  {name: "medium", maxRatePerDay: 0.5},
  {name: "low", maxRatePerDay}
] as const satisfies readonly {name: Severity; maxRatePerDay: number}[];

/** Hours without evidence that an incident outlasts, and hours after which it is cut. */
const [maxGap, maxHours] = [1, 24];

/** Evidence of one entity in one role, in hours that follow on one another. */
export interface EntityIncident {
  /** What names it in any build of the same log: entity, role and first hour. */
  id: string;
  entity: string;
  role: Role;
  /** The first and the last hour, inclusive, in hours since the epoch. */
  from: number;
  to: number;
  severity: Severity;
  /** How often a day evidence as strong as its strongest occurs here. */
  ratePerDay: number;
  /** Its evidence, most unusual first. */
  evidence: Evidence[];
}

/** Returns the severity of a rate a day; low for whatever is above all. */
export function severityOf(ratePerDay: number): Severity {
  return (severities.find((severity) => ratePerDay <= severity.maxRatePerDay) ?? severities[3])
    .name;
}

/**
 * Groups evidence into incidents: that of one entity and role in contiguous hours (a gap of one hour at most), cut
 * after 24. An incident is as strong as its strongest evidence. Returns the most severe first.
 */
export function groupEvidence(evidence: readonly Evidence[]): EntityIncident[] {
  const sorted = evidence
    .filter(({ratePerDay}) => ratePerDay <= maxRatePerDay)
    .sort((a, b) => a.from - b.from || a.to - b.to || a.id - b.id);
  const open = new Map<string, EntityIncident>();
  const incidents: EntityIncident[] = [];
  for (const piece of sorted) {
    const key = `${piece.role} ${piece.entity}`;
    let incident = open.get(key);
    const continues =
      incident && piece.from <= incident.to + maxGap && piece.from - incident.from < maxHours;
    if (!incident || !continues) {
      const {entity, role, from, to} = piece;
      incident = {
        id: `${entity}/${role}/${from}`,
        entity,
        role,
        from,
        to,
        severity: "low",
        ratePerDay: Infinity,
        evidence: []
      };
      open.set(key, incident);
      incidents.push(incident);
    }
    incident.to = Math.max(incident.to, piece.to);
    incident.evidence.push(piece);
  }
  for (const incident of incidents) complete(incident);
  return incidents.sort(
    (a, b) => a.ratePerDay - b.ratePerDay || a.from - b.from || (a.id < b.id ? -1 : 1)
  );
}

function complete(incident: EntityIncident): void {
  incident.evidence.sort((a, b) => a.ratePerDay - b.ratePerDay || a.id - b.id);
  incident.ratePerDay = incident.evidence[0].ratePerDay;
  incident.severity = severityOf(incident.ratePerDay);
}
