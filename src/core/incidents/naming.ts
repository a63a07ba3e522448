import {logarithm} from "../forest/logarithm.js";
import type {BehaviourTotals} from "../detectors/entity/entity-detector.js";
import {findEntityDetector} from "../detectors/entity/registry.js";
import type {Evidence} from "./evidence.js";
import {maxRatePerDay, severities} from "./incidents.js";
import type {EntityIncident} from "./incidents.js";
import {isOfRule} from "./rule-incidents.js";
import {quoted, rulesName} from "./rule-wording.js";

/** Detectors that speak of the same behaviour: one of a family gives the name. */
const families: {[detector: string]: string | undefined} = {
  pressure: "outside",
  flood: "outside",
  "brute-force": "logins",
  "login-pressure": "logins",
  guessing: "logins",
  "fan-out": "reach",
  "dns-names": "dns-tunnel",
  lateral: "reach",
  scan: "reach"
};

/** Of one family, the more specific behaviour names the incident: what fails everywhere is a scan before it is a fan-out. */
const specificity = ["scan", "lateral", "login-pressure", "brute-force", "guessing", "dns-names"];

/** Families whose behaviour is worth a place in the name whenever it is rare. */
const telling: readonly string[] = ["logins", "reach", "dns-tunnel", "exfiltration"];

/** Behaviours in the name of an incident, and how unusual the second must be: its share of the logarithm of the first. */
const [maxBehaviours, minShare] = [2, 1 / 3];

/** The highest rate a day of what is rare by itself. */
const rarePerDay = severities[0].maxRatePerDay;

/** A behaviour of an incident: its most specific evidence, and the lowest rate of all evidence of it. */
interface Behaviour {
  family: string;
  piece: Evidence;
  ratePerDay: number;
}

/**
 * Returns the name of an incident: what its strongest evidence says of all its events, at most two behaviours. A burst
 * is evidence of whatever else happens between the same ends, and names only what nothing else does. A rule names what rules alone
 * found, and is named last where it raises the severity.
 */
export function incidentName(
  {evidence, foundBy, raisedBy}: Pick<EntityIncident, "evidence" | "foundBy" | "raisedBy">,
  totals: readonly BehaviourTotals[]
): string {
  if (foundBy === "rules") return rulesName(evidence.filter(isOfRule));
  const behaviour = behaviourName(
    evidence.filter((piece) => !isOfRule(piece)),
    totals
  );
  return raisedBy ? `${behaviour}; ${quoted(raisedBy.hits.rule)}` : behaviour;
}

function behaviourName(evidence: readonly Evidence[], totals: readonly BehaviourTotals[]): string {
  const behaviours = behavioursOf(
    evidence.filter(({detector}) => !findEntityDetector(detector)?.supporting),
    totals
  ).sort((a, b) => a.ratePerDay - b.ratePerDay || a.piece.id - b.piece.id);
  const [first] = behaviours;
  return behaviours
    .filter(
      (behaviour) =>
        unusual(behaviour) >= minShare * unusual(first) ||
        (telling.includes(behaviour.family) && behaviour.ratePerDay <= rarePerDay)
    )
    .slice(0, maxBehaviours)
    .map(({piece}) => {
      const all = totals.find(({detector}) => detector === piece.detector);
      return all && findEntityDetector(piece.detector)?.behaviour(piece, all);
    })
    .filter((name) => name !== undefined)
    .join("; ");
}

/** Returns the family of *piece*; whoever scans a host from outside is part of the pressure on it. */
function familyOf({detector, role}: Evidence): string {
  if (detector === "scan" && role === "target") return "outside";
  return families[detector] ?? detector;
}

function behavioursOf(
  evidence: readonly Evidence[],
  totals: readonly BehaviourTotals[]
): Behaviour[] {
  const best = new Map<string, Behaviour>();
  const add = (family: string, piece: Evidence, ratePerDay: number) => {
    const other = best.get(family);
    if (!other) {
      best.set(family, {family, piece, ratePerDay});
      return;
    }
    if (isMoreSpecific(piece, other, ratePerDay, totals)) other.piece = piece;
    other.ratePerDay = Math.min(other.ratePerDay, ratePerDay);
  };
  const bursts = evidence.filter(({detector}) => detector === "burst");
  const specific = evidence.filter(({detector}) => detector !== "burst");
  for (const piece of specific) {
    const rates = bursts
      .filter((burst) => isBetween(burst, piece))
      .map(({ratePerDay}) => ratePerDay);
    add(familyOf(piece), piece, Math.min(piece.ratePerDay, ...rates));
  }
  for (const burst of bursts)
    if (!specific.some((piece) => isBetween(burst, piece))) add("burst", burst, burst.ratePerDay);
  return [...best.values()];
}

/** Returns whether *piece* speaks of the ends of *burst*: of its destination, and no other source or port. */
function isBetween(burst: Evidence, piece: Evidence): boolean {
  const ends = piece.domain ?? piece.dst;
  return (
    ends !== null &&
    ends === (burst.domain ?? burst.dst) &&
    (piece.src === null || piece.src === burst.src) &&
    (piece.port === null || piece.port === burst.port)
  );
}

/** Returns whether *piece* names its family rather than *other*: the more specific detector, that of more events, the more unusual. */
function isMoreSpecific(
  piece: Evidence,
  other: Behaviour,
  ratePerDay: number,
  totals: readonly BehaviourTotals[]
): boolean {
  if (piece.detector === other.piece.detector) return ratePerDay < other.ratePerDay;
  const [a, b] = [piece, other.piece].map((each) =>
    familyOf(each) === "outside" ? -1 : specificity.indexOf(each.detector)
  );
  if (a !== b) return a >= 0 && (b < 0 || a < b);
  const [m, n] = [piece, other.piece].map(
    ({detector}) => totals.find((total) => total.detector === detector)?.events ?? 0
  );
  return m > n;
}

function unusual({ratePerDay}: Behaviour): number {
  return -logarithm(ratePerDay / (maxRatePerDay * Math.E));
}
