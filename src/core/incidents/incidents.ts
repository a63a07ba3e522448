import {findEntityDetector} from "../detectors/entity/registry.js";
import type {Role, Severity} from "../schema/incidents.js";
import type {Evidence} from "./evidence.js";

/** Evidence that occurs more often a day than this joins no incident. */
export const maxRatePerDay = 3;

/** Evidence that occurs more often a day than this supports no incident. */
const maxSupportPerDay = 100;

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
    .filter((piece) => piece.ratePerDay <= maxRatePerDay && !isSupporting(piece))
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
  addSupport(incidents, evidence);
  addSupporting(incidents, evidence);
  return incidents.sort(
    (a, b) => a.ratePerDay - b.ratePerDay || a.from - b.from || (a.id < b.id ? -1 : 1)
  );
}

/**
 * Adds to *incidents* the evidence that is too frequent to open one, where it speaks of the same ends and hours as evidence
 * in it: the rhythm of a burst, for one. It comes last, and changes neither the rate nor the hours of the incident.
 */
function addSupport(incidents: readonly EntityIncident[], evidence: readonly Evidence[]): void {
  const byEnds = new Map<string, {incident: EntityIncident; piece: Evidence}[]>();
  for (const incident of incidents) {
    for (const piece of incident.evidence) {
      const key = endsOf(piece);
      if (key === null) continue;
      const others = byEnds.get(key);
      if (others) others.push({incident, piece});
      else byEnds.set(key, [{incident, piece}]);
    }
  }
  for (const piece of evidence) {
    if (isSupporting(piece) || !(piece.ratePerDay > maxRatePerDay)) continue;
    if (piece.ratePerDay > maxSupportPerDay) continue;
    const key = endsOf(piece);
    const match =
      key !== null &&
      byEnds.get(key)?.find(({piece: {from, to}}) => piece.from <= to && piece.to >= from);
    if (match) match.incident.evidence.push(piece);
  }
}

/** Adds the evidence of supporting detectors to the incident of the same entity and role in the same hours. */
function addSupporting(incidents: readonly EntityIncident[], evidence: readonly Evidence[]): void {
  const byEntity = new Map<string, EntityIncident[]>();
  for (const incident of incidents) {
    const key = `${incident.role} ${incident.entity}`;
    byEntity.set(key, [...(byEntity.get(key) ?? []), incident]);
  }
  for (const piece of evidence) {
    if (!isSupporting(piece) || piece.ratePerDay > maxRatePerDay) continue;
    const others = byEntity.get(`${piece.role} ${piece.entity}`);
    others?.find(({from, to}) => piece.from <= to && piece.to >= from)?.evidence.push(piece);
  }
}

/** Returns whether a piece of evidence is of a supporting detector: it opens no incident and ranks nothing. */
export function isSupporting({detector}: Pick<Evidence, "detector">): boolean {
  return findEntityDetector(detector)?.supporting === true;
}

/** Returns entity, role and the ends of a piece of evidence as one text; null if it does not name both. */
function endsOf({entity, role, src, dst, domain, port}: Evidence): string | null {
  const end = domain ?? dst;
  return src === null || end === null || port === null
    ? null
    : [entity, role, src, end, port].join(" ");
}

function complete(incident: EntityIncident): void {
  incident.evidence.sort((a, b) => a.ratePerDay - b.ratePerDay || a.id - b.id);
  incident.ratePerDay = incident.evidence[0].ratePerDay;
  incident.severity = severityOf(incident.ratePerDay);
}
