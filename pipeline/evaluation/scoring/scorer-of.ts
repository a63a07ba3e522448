import {flowScorer} from "../../../src/core/detectors/flow-model.js";
import {parseDetector} from "../../../src/core/detectors/serialize.js";
import {scorer} from "../../../src/core/forest/scorer.js";
import type {Scorer} from "../../../src/core/forest/scorer.js";
import type {Forest} from "../../../src/core/forest/types.js";

/** What rows are scored on, as data that a thread can be given: a forest, or the file of another flow model. */
export type ScoringModel = Forest | FlowFile;

/** The file of a flow model, and the scale of its scores: see `flowScorer`. */
export interface FlowFile {
  detector: string;
  scale: number | null;
}

/** Returns what scores rows on *model*. */
export function scorerOf(model: ScoringModel): Scorer {
  if (!("detector" in model)) return scorer(model);
  return flowScorer(parseDetector(model.detector).fitted, model.scale);
}
