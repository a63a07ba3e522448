import {findEntityDetector} from "../detectors/entity/registry.js";
import type {FoundBy, Role, Severity} from "../schema/incidents.js";
import type {Evidence, RulePiece} from "./evidence.js";

/** Evidence that occurs more often a day than this joins no incident. */
export const maxRatePerDay = 3;

/** The severities, from most to least severe, with the highest rate a day of each. */
export const severities = [
  {name: "critical", maxRatePerDay: 0.01},
  {name: "high", maxRatePerDay: 0.1},
  {name: "medium", maxRatePerDay: 0.5},
  {name: "low", maxRatePerDay}
] as const satisfies readonly {name: Severity; maxRatePerDay: number}[];

/** Hours from one to the next with evidence of an incident, at most. */
export const maxGap = 1;

/** Hours after which an incident is cut. */
const maxHours = 24;

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
  /** How often a day evidence as strong as its strongest occurs here; of rules alone, how often the rarest of them hits. */
  ratePerDay: number;
  foundBy: FoundBy;
  /** The hits of the rule that raises its severity; undefined if none does. */
  raisedBy?: RulePiece;
  /** Its evidence: that of detectors, most unusual first, that of rules, the highest level first, then what supports it. */
  evidence: Evidence[];
}

/** Returns below 0 if *a* is more severe than *b*, over 0 if it is less. */
export function compareSeverities(a: Severity, b: Severity): number {
  const place = (severity: Severity) => severities.findIndex(({name}) => name === severity);
  return place(a) - place(b);
}

/** Returns the severity of a rate a day; low for whatever is above all. */
export function severityOf(ratePerDay: number): Severity {
  return (severities.find((severity) => ratePerDay <= severity.maxRatePerDay) ?? severities[3])
    .name;
}

/** Groups evidence by entity, role and contiguous hours, without regard to how strong it is; in order of time. */
export function groupHours(evidence: readonly Evidence[]): EntityIncident[] {
  const sorted = [...evidence].sort((a, b) => a.from - b.from || a.to - b.to || a.id - b.id);
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
        foundBy: "models",
        evidence: []
      };
      open.set(key, incident);
      incidents.push(incident);
    }
    incident.to = Math.max(incident.to, piece.to);
    incident.evidence.push(piece);
  }
  return incidents;
}

/** Returns whether a piece of evidence is of a supporting detector, or of a rule that only informs: it opens no incident and ranks nothing. */
export function isSupporting({detector, hits}: Pick<Evidence, "detector" | "hits">): boolean {
  return hits
    ? hits.rule.level === "informational"
    : findEntityDetector(detector)?.supporting === true;
}
