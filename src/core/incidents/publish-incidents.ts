import type {BehaviourTotals} from "../detectors/entity/entity-detector.js";
import {findEntityDetector} from "../detectors/entity/registry.js";
import type {PublishedEvidence, PublishedIncident, SeverityCounts} from "../schema/incidents.js";
import type {Evidence, RulePiece} from "./evidence.js";
import {severityOf} from "./incidents.js";
import type {EntityIncident} from "./incidents.js";
import {incidentName} from "./naming.js";
import {isOfRule} from "./rule-incidents.js";
import {ruleSentence} from "./rule-wording.js";

/** What is counted of the events of an incident. */
export interface IncidentEvents {
  /** Events by the id of the evidence. */
  byEvidence: ReadonlyMap<number, number>;
  /** Events of all evidence, each once. */
  events: number;
  totals: readonly BehaviourTotals[];
  uids: string[];
  /** The ids of the incidents of other entities that it is linked to. */
  linked: string[];
}

/** Returns an incident as it is published; *test* is the first hour of the test window. */
export function publishIncident(
  incident: EntityIncident,
  {byEvidence, events, totals, uids, linked}: IncidentEvents,
  test: number
): PublishedIncident {
  const {id, entity, role, from, to, severity, ratePerDay, foundBy, evidence} = incident;
  return {
    id,
    entity,
    role,
    from: hourText(from),
    to: hourText(to + 1),
    severity,
    rate_per_day: ratePerDay,
    name: incidentName(incident, totals),
    found_by: foundBy,
    window: to >= test ? "test" : "training",
    events,
    evidence: evidence.map((piece) =>
      publishEvidence(incident, piece, byEvidence.get(piece.id) ?? 0)
    ),
    linked,
    uids
  };
}

/** Returns how many of *incidents* there are of each severity. */
export function countSeverities(incidents: readonly {severity: string}[]): SeverityCounts {
  const counts: SeverityCounts = {critical: 0, high: 0, medium: 0, low: 0};
  for (const {severity} of incidents) counts[severity as keyof SeverityCounts] += 1;
  return counts;
}

function publishEvidence(
  incident: EntityIncident,
  piece: Evidence,
  events: number
): PublishedEvidence {
  const {src, dst, domain, port, from, to, facts, ratePerDay} = piece;
  const text = isOfRule(piece) ? ruleText(incident, piece) : detectorText(piece);
  return {
    detector: piece.detector,
    technique: text.techniques[0] ?? null,
    rate_per_day: ratePerDay,
    sentence: text.sentence,
    facts,
    src,
    dst,
    domain,
    port,
    from: hourText(from),
    to: hourText(to + 1),
    events,
    ...(piece.hits && {rule: piece.hits.rule})
  };
}

function detectorText(piece: Evidence) {
  const {techniques, sentence} = findEntityDetector(piece.detector)!;
  return {techniques, sentence: sentence(piece)};
}

function ruleText({severity, ratePerDay, raisedBy}: EntityIncident, piece: RulePiece) {
  const raises = piece === raisedBy ? {from: severityOf(ratePerDay), to: severity} : undefined;
  return {techniques: piece.hits.rule.techniques, sentence: ruleSentence(piece, raises)};
}

function hourText(hour: number): string {
  return new Date(hour * 3_600_000).toISOString().replace(".000Z", "Z");
}
