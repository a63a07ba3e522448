import type {Scorer} from "../forest/scorer.js";
import type {DetectorName, Fitted} from "./detector.js";
import {middle} from "./sorted.js";

/** The models that may score flows, raise alerts and rank; the first is the default. */
export const flowModels = [
  "isolation-forest",
  "extended-isolation-forest",
  "k-nearest-neighbours",
  "local-outlier-factor"
] as const satisfies readonly DetectorName[];

/** The name of a flow model. */
export type FlowModelName = (typeof flowModels)[number];

/** The model that scores flows if none is chosen. */
export const defaultFlowModel: FlowModelName = flowModels[0];

/** The largest number below 1. */
const maxScore = 1 - 2 ** -53;

/**
 * Returns the scorer of a fitted flow model that is not the Isolation Forest, in (0, 1); higher is more anomalous. A score that
 * has no upper bound, s, becomes s / (s + *scale*), in the same order: the *scale* scores 0.5, as what is isolated as late as usual does.
 */
export function flowScorer(fitted: Fitted, scale: number | null): Scorer {
  return (matrix, into) => scaleScores(fitted.score(matrix, into), scale, matrix.rows);
}

/** Scales the first *rows* of *scores*, all by default, in place; as they are if the *scale* is null. */
export function scaleScores(
  scores: Float64Array,
  scale: number | null,
  rows = scores.length
): Float64Array {
  if (scale === null) return scores;
  for (let i = 0; i < rows; ++i) scores[i] = Math.min(maxScore, scores[i] / (scores[i] + scale));
  return scores;
}

/** Returns the scale of a flow model: the median score of rows of training; null if its scores are in (0, 1) already. */
export function scaleOf(fitted: Fitted, scores: Float64Array): number | null {
  if (fitted.name === "extended-isolation-forest") return null;
  const scale = middle(Float64Array.from(scores).sort());
  return scale > 0 && Number.isFinite(scale) ? scale : 1;
}
