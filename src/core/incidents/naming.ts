import type {BehaviourTotals} from "../detectors/entity/entity-detector.js";
import {findEntityDetector} from "../detectors/entity/registry.js";
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

/** Behaviours in the name of an incident. */
const maxBehaviours = 2;

/** Returns the name of an incident: what its strongest evidence says of all its events, at most two behaviours. */
export function incidentName(
  {evidence}: Pick<EntityIncident, "evidence">,
  totals: readonly BehaviourTotals[]
): string {
  const names = new Map<string, string>();
  const specific = evidence.filter(({detector}) => detector !== "burst");
  for (const piece of specific.length ? specific : evidence) {
    const family = families[piece.detector] ?? piece.detector;
    if (names.has(family) || names.size === maxBehaviours) continue;
    const all = totals.find(({detector}) => detector === piece.detector);
    const detector = findEntityDetector(piece.detector);
    if (detector && all) names.set(family, detector.behaviour(piece, all));
  }
  return [...names.values()].join("; ");
}
