import type {Matrix} from "../forest/types.js";
import type {ModelFile} from "../schema/models.js";
import {
  binOf,
  kolmogorovSmirnovOfShares,
  populationStability,
  stabilityNoise
} from "../evaluation/drift.js";

/** How the values of a feature differ from those that a model was trained on. */
export interface FeatureDrift {
  /** The name of the feature. */
  name: string;

  /** The population stability index over the bins of the training profile, in [0, ∞). */
  stability: number;

  /** What that index stays below by chance, with so many rows on both sides. */
  noise: number;

  /** The Kolmogorov–Smirnov statistic over the same bins, in [0, 1]. */
  distance: number;

  /** The share of values below the least or above the greatest of the training rows, in [0, 1]. */
  outside: number;

  /** What it comes to: see `Drifted`. */
  verdict: Drifted;

  /** The bins, and the share of the training rows and of these rows in each. */
  bins: {edges: number[]; expected: number[]; actual: number[]};
}

/** Whether a feature is as in training, somewhat different, or different; or there is too little to tell. */
export type Drifted = "same" | "shifted" | "different" | "unknown";

/**
 * From these on an index counts as shifted, and as different: Siddiqi (2006), chapter 9. It is different
 * only if the distribution functions are apart, too: a few connections of a kind that training had
 * none of, a scan say, raise the index much and are no other network.
 */
export const driftLimits = {shifted: 0.1, different: 0.25, apart: 0.1} as const;

/** Of fewer rows than this nothing is said. */
export const fewestRows = 100;

/**
 * Returns how each feature of *matrix*, whose columns are those of the model, differs from the training
 * profile of *file*. An index counts only if it is also beyond what chance explains.
 */
export function featureDrift(
  {features, profile, training}: Pick<ModelFile, "features" | "profile" | "training">,
  matrix: Matrix
): FeatureDrift[] {
  return features.map((name, j) => {
    const {edges, counts} = profile.bins?.[j] ?? binsOfQuantiles(profile, j);
    const actual = new Float64Array(edges.length);
    const [least, greatest] = [profile.values[j][0], profile.values[j].at(-1)!];
    let outside = 0;
    for (let at = j; at < matrix.values.length; at += matrix.columns) {
      const value = matrix.values[at];
      ++actual[binOf(edges, value)];
      if (value < least || value > greatest) ++outside;
    }
    const known = matrix.rows > 0 && counts.some((count) => count > 0);
    const stability = known ? populationStability(counts, actual) : 0;
    const noise = stabilityNoise(training.rows, matrix.rows, edges.length);
    const distance = known ? kolmogorovSmirnovOfShares(counts, actual) : 0;
    return {
      name,
      stability,
      noise,
      distance,
      outside: matrix.rows ? outside / matrix.rows : 0,
      verdict:
        known && matrix.rows >= fewestRows ? verdictOf(stability, noise, distance) : "unknown",
      bins: {edges, expected: shares(counts), actual: shares(actual)}
    };
  });
}

function verdictOf(stability: number, noise: number, distance: number): Drifted {
  if (stability < driftLimits.shifted || stability < noise) return "same";
  const moved = stability >= driftLimits.different && distance >= driftLimits.apart;
  return moved ? "different" : "shifted";
}

/** Returns bins between the different quantiles of a feature, and the shares of the rows that these imply. */
function binsOfQuantiles(
  {quantiles, values}: ModelFile["profile"],
  j: number
): {edges: number[]; counts: number[]} {
  const edges = [...new Set(values[j])];
  const below = [...edges.map((edge) => quantiles[values[j].indexOf(edge)]), 1];
  below[0] = 0;
  const counts = edges.map((_, i) => below[i + 1] - below[i]);
  if (edges.length > 1 && counts.at(-1) === 0) {
    edges.pop(); // only the maximum itself
    counts.pop();
  }
  return {edges, counts};
}

function shares(counts: ArrayLike<number>): number[] {
  const list = Array.from(counts);
  const sum = list.reduce((sum, count) => sum + count, 0);
  return list.map((count) => (sum > 0 ? count / sum : 0));
}
