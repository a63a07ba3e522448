import {requireThat} from "../forest/check.js";
import type {Json} from "../schema/artifacts.js";
import type {Detector, DetectorName, DetectorState, Fitted} from "./detector.js";
import {ecod} from "./ecod.js";
import {extendedIsolationForest} from "./extended-isolation-forest.js";
import {hbos} from "./hbos.js";
import {isolationForest} from "./isolation-forest.js";
import {kNearestNeighbours} from "./k-nearest-neighbours.js";
import {localOutlierFactor} from "./local-outlier-factor.js";
import {oneClassSvm} from "./one-class-svm.js";
import {random} from "./random.js";
import {rangePenalisedForest} from "./range-penalised-forest.js";
import {robustZScore} from "./robust-z-score.js";

/** The detectors of the core by name; `ml-isolation-forest`, a package, is the pipeline’s. */
export const detectors: {readonly [Name in DetectorName]?: Detector} = {
  "isolation-forest": isolationForest,
  "range-penalised-forest": rangePenalisedForest,
  "extended-isolation-forest": extendedIsolationForest,
  "local-outlier-factor": localOutlierFactor,
  "one-class-svm": oneClassSvm,
  "k-nearest-neighbours": kNearestNeighbours,
  ecod,
  hbos,
  "robust-z-score": robustZScore,
  random
};

/** Returns the detector of the core that is called *name*, or undefined if there is none. */
export function findDetector(name: string): Detector | undefined {
  return Object.hasOwn(detectors, name) ? detectors[name as DetectorName] : undefined;
}

/**
 * Returns the fitted detector called *name* that *state*, *parameters* and *columns* came from. Throws
 * a ModelError if there is no such detector in the core, or what is given is not sound.
 */
export function restoreDetector(
  name: string,
  state: DetectorState,
  parameters: {[name: string]: Json},
  columns: number
): Fitted {
  const detector = findDetector(name);
  requireThat(detector !== undefined, "name, not of a detector,", name);
  return detector.restore(state, parameters, columns);
}
