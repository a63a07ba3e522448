import type {Evidence} from "./evidence.js";
import {
  compareSeverities,
  groupHours,
  isSupporting,
  maxRatePerDay,
  severityOf
} from "./incidents.js";
import type {EntityIncident} from "./incidents.js";
import {addRules, isOfRule} from "./rule-incidents.js";

/** Evidence that occurs more often a day than this supports no incident. */
const maxSupportPerDay = 100;

/**
 * Groups evidence into incidents: that of one entity and role in contiguous hours (a gap of one hour at most), cut
 * after 24. An incident is as strong as its strongest evidence; the hits of rules join it, or make incidents of their
 * own (rule-incidents.ts). Returns the most severe first; equal ones by rate, time and id.
 */
export function groupEvidence(evidence: readonly Evidence[]): EntityIncident[] {
  const rules = evidence.filter(isOfRule);
  const detected = rules.length === 0 ? evidence : evidence.filter((piece) => !isOfRule(piece));
  const incidents = groupHours(
    detected.filter((piece) => piece.ratePerDay <= maxRatePerDay && !isSupporting(piece))
  );
  for (const incident of incidents) complete(incident);
  const alone = addRules(incidents, rules);
  addSupport(incidents, detected);
  const all = [...incidents, ...alone];
  addSupporting(all, detected);
  return all.sort(
    (a, b) =>
      compareSeverities(a.severity, b.severity) ||
      a.ratePerDay - b.ratePerDay ||
      a.from - b.from ||
      (a.id < b.id ? -1 : 1)
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
