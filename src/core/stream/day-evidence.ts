import {entityDetectors} from "../detectors/entity/registry.js";
import {collectEvidence} from "../incidents/evidence.js";
import type {Evidence} from "../incidents/evidence.js";
import type {QueryRunner} from "../incidents/query-runner.js";
import {referenceMagnitudes} from "../incidents/reference.js";

/** Detectors that say nothing over the connections of one day, and why. */
export const silentDetectors: readonly {name: string; why: string}[] = [
  {name: "flow-model", why: "it compares scores with those of a training window, which one day has not"}, // prettier-ignore
  ...entityDetectors
    .filter(({log}) => log !== undefined)
    .map(({name, log}) => ({name, why: `it reads the ${log} log; only connections are kept`}))
];

/** What evidence of a day is collected from. */
export interface DayEvidenceOptions {
  /** The table of the connections of one UTC day, with the columns that `dayFlowsSql` reads. */
  events: string;

  /** The first microsecond of that day since 1970. */
  from: number;

  /** The networks whose addresses are local, as `10.0.0.0/8`; none by default: the sensor says it, or the address is private. */
  localNet?: readonly string[];
}

/**
 * Returns the evidence of one UTC day by itself: what all detectors of connections say of it with no earlier day to compare it
 * with, so that rates are those of other networks (reference.ts). The same rows in any order give the same evidence.
 */
export async function dayEvidence(
  runner: QueryRunner,
  {events, from, localNet}: DayEvidenceOptions
): Promise<Evidence[]> {
  const silent = new Set(silentDetectors.map(({name}) => name));
  const {evidence} = await collectEvidence(runner, {
    events,
    trainedUntil: from,
    detectors: entityDetectors.filter(({name}) => !silent.has(name)),
    localNet,
    reference: referenceMagnitudes
  });
  return evidence;
}
