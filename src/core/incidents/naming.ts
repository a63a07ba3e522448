import type {BehaviourTotals} from "../detectors/entity/entity-detector.js";
import {findEntityDetector} from "../detectors/entity/registry.js";
import type {Evidence} from "./evidence.js";
import type {EntityIncident} from "./incidents.js";

/** Detectors that speak of the same behaviour; the first of a family gives its name. A burst names only what nothing else does. */
const families: {[detector: string]: string | undefined} = {
  "brute-force": "logins",
  "login-pressure": "logins",
  guessing: "logins",
  "fan-out": "reach",
  lateral: "reach",
  scan: "reach"
};

/** Of one family, the more specific behaviour names the incident: what fails everywhere is a scan before it is a fan-out. */
const specificity = ["scan", "lateral", "login-pressure", "brute-force", "guessing"];

/** Behaviours in the name of an incident. */
const maxBehaviours = 2;

/** Returns the name of an incident: what its strongest evidence says of all its events, at most two behaviours. */
export function incidentName(
  {evidence}: Pick<EntityIncident, "evidence">,
  totals: readonly BehaviourTotals[]
): string {
  const specific = evidence.filter(({detector}) => detector !== "burst");
  const best = new Map<string, Evidence>();
  for (const piece of specific.length ? specific : evidence) {
    const family = families[piece.detector] ?? piece.detector;
    const other = best.get(family);
    if (!other || isMoreSpecific(piece.detector, other.detector)) best.set(family, piece);
  }
  const names = [...best.values()].map((piece) => {
    const all = totals.find(({detector}) => detector === piece.detector);
    return all && findEntityDetector(piece.detector)?.behaviour(piece, all);
  });
  return names
    .filter((name) => name !== undefined)
    .slice(0, maxBehaviours)
    .join("; ");
}

function isMoreSpecific(detector: string, other: string): boolean {
  const [a, b] = [detector, other].map((name) => specificity.indexOf(name));
  return a >= 0 && (b < 0 || a < b);
}
