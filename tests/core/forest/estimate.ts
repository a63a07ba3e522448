import {growForest} from "../../../src/core/forest/grow.js";
import {scorer} from "../../../src/core/forest/scorer.js";
import type {Matrix} from "../../../src/core/forest/types.js";
import {aurocOf, averagePrecisionOf, rank} from "../../../src/core/evaluation/ranking.js";
import {meanAndDeviation} from "../../../src/core/evaluation/summary.js";
import type {Labelled} from "./labelled.js";

/** A mean over ten seeds and its standard error; NaN where none is given. */
export type Estimate = readonly [mean: number, error: number];

/** How well a forest ranks: the area under the ROC curve, and the average precision. */
export interface Figures {
  auroc: Estimate;
  ap: Estimate;
}

/** How far from a published mean is near enough where no error was published with it. */
export const tolerance = 0.02;

/** Returns how well forests of 100 trees of 256 rows of *train* rank *test*, over the seeds 0 to 9. */
export function figuresOf(train: Matrix, test: Labelled): Figures {
  const rankings = Array.from({length: 10}, (_, seed) => {
    const scores = scorer(growForest(train, {seed}))(test.matrix);
    const ranking = rank(scores, test.labels);
    return {auroc: aurocOf(ranking)!, ap: averagePrecisionOf(ranking)!};
  });
  return {
    auroc: estimate(rankings.map(({auroc}) => auroc)),
    ap: estimate(rankings.map(({ap}) => ap))
  };
}

/** Returns the mean of *values* and its standard error. */
export function estimate(values: number[]): Estimate {
  const {mean, deviation} = meanAndDeviation(values);
  return [mean, deviation / Math.sqrt(values.length - 1)]; // n − 1: the deviation is the population’s
}

/**
 * Returns how far two means are apart, as a share of what is allowed: three standard errors of their
 * difference, or *tolerance* if the second has no error. Below 1 is near enough.
 */
export function apart([a, aError]: Estimate, [b, bError]: Estimate): number {
  return Math.abs(a - b) / (bError > 0 ? 3 * Math.hypot(aError, bError) : tolerance);
}

/** Returns how far two means are apart, in standard errors of their difference. */
export function errorsApart([a, aError]: Estimate, [b, bError]: Estimate): number {
  return Math.abs(a - b) / Math.hypot(aError, bError);
}
