import type {Matrix} from "../forest/types.js";
import type {ModelFile} from "../schema/models.js";
import {binOf} from "../evaluation/drift.js";
import {driftOfCounts, driftVerdict} from "../evaluation/window-drift.js";
import type {Drifted} from "../schema/drift.js";

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

/**
 * Returns how each feature of *matrix*, whose columns are those of the model, differs from the training
 * profile of *file*. An index counts only if it is also beyond what chance explains.
 */
export function featureDrift(
  {features, profile, training}: Pick<ModelFile, "features" | "profile" | "training">,
  matrix: Matrix
): FeatureDrift[] {
  return features.map((name, j) => {
    const {edges, counts} = profileBins(profile, j);
    const actual = new Float64Array(edges.length);
    const [least, greatest] = [profile.values[j][0], profile.values[j].at(-1)!];
    let outside = 0;
    for (let at = j; at < matrix.values.length; at += matrix.columns) {
      const value = matrix.values[at];
      ++actual[binOf(edges, value)];
      if (value < least || value > greatest) ++outside;
    }
    const counted = {before: training.rows, after: matrix.rows};
    const drift = driftOfCounts(counts, actual, counted);
    const isKnown = matrix.rows > 0 && counts.some((count) => count > 0);
    return {
      name,
      stability: drift.psi,
      noise: drift.noise,
      distance: drift.ks,
      outside: matrix.rows ? outside / matrix.rows : 0,
      verdict: isKnown ? driftVerdict(drift, matrix.rows) : "unknown",
      bins: {edges, expected: shares(counts), actual: shares(actual)}
    };
  });
}

/** Returns the bins of feature *j* of a training profile, and how many rows, or which share, lie in each; off its quantiles if it has none. */
export function profileBins(
  profile: ModelFile["profile"],
  j: number
): {edges: number[]; counts: number[]} {
  return profile.bins?.[j] ?? binsOfQuantiles(profile, j);
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
