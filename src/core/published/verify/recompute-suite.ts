import {suiteVersion} from "../../evaluation/suite/measured.js";
import {summariseSuite} from "../../evaluation/suite/summary.js";
import type {SuitePage} from "../../evaluation/suite/suite-page.js";

/** Returns suite.json with what follows from its measures, unless another version made it; of these, and of the sets that they are of, nothing. */
export function recomputeSuite({suite}: SuitePage): object {
  if (!suite) return {key: null, suite: null};
  const summary = suite.version === suiteVersion ? summariseSuite(suite).summary : undefined;
  const measured = {
    format: undefined,
    version: undefined,
    seeds: undefined,
    detectors: undefined,
    sets: undefined,
    results: undefined,
    damaged: undefined,
    skipped: undefined
  };
  return {key: undefined, suite: {...measured, summary}};
}
