import {overlapAt, spearman} from "../evaluation/agreement.js";
import {meanPathLengths} from "../forest/score.js";
import type {Forest, Matrix} from "../forest/types.js";

/** How alike two parts of a forest are; both numbers are shares or correlations, 1 is the same. */
export interface Likeness {
  /** Spearman’s rank correlation of the two, in [−1, 1]; null if one of them scores all rows alike. */
  order: number | null;

  /** The share of the k strangest rows of one that are among the k strangest of the other, in [0, 1]. */
  overlap: number;
}

/** What a number of trees comes to. */
export interface PrefixAgreement {
  trees: number;

  /** The first so many trees against the whole forest, which holds them. */
  whole: Likeness;

  /** The first so many against as many others; null where the forest has not twice as many. */
  others: Likeness | null;
}

/**
 * Returns, for each number of trees, how the forest of only the first so many ranks the rows: against the
 * whole forest, and against as many trees from its end. The first comes to 1 whatever the forest is
 * worth, since the whole holds the part; the second is what another seed would change. Throws a RangeError
 * if a count is not in [1, trees] or *k* not in [1, rows].
 */
export function prefixAgreement(
  forest: Forest,
  matrix: Matrix,
  {counts, k}: {counts: readonly number[]; k: number}
): PrefixAgreement[] {
  const all = forest.roots.length;
  const whole = problemOf(forest, matrix, 0, all);
  return counts.map((trees) => {
    if (!(Number.isInteger(trees) && trees >= 1 && trees <= all))
      throw new RangeError(`invalid trees: ${trees}; give 1 to ${all}`);
    const first = problemOf(forest, matrix, 0, trees);
    const others = 2 * trees <= all ? problemOf(forest, matrix, all - trees, all) : null;
    return {
      trees,
      whole: likeness(first, whole, k),
      others: others && likeness(first, others, k)
    };
  });
}

/** Returns the numbers of trees to look at: 1, 2, 5, 10, … and half and all of the forest. */
export function prefixCounts(trees: number): number[] {
  const counts = new Set([Math.max(1, Math.floor(trees / 2)), trees]);
  for (let decade = 1; decade <= trees; decade *= 10) {
    for (const step of [1, 2, 5]) if (step * decade <= trees) counts.add(step * decade);
  }
  return [...counts].sort((a, b) => a - b);
}

/** A mean path length with its sign turned orders rows as the score does. */
function problemOf(forest: Forest, matrix: Matrix, from: number, to: number): Float64Array {
  const part = {...forest, roots: forest.roots.subarray(from, to)};
  return meanPathLengths(part, matrix).map((length) => -length);
}

function likeness(a: Float64Array, b: Float64Array, k: number): Likeness {
  const order = spearman(a, b);
  return {order: Number.isNaN(order) ? null : order, overlap: overlapAt(a, b, k)};
}
