import {overlapAt, spearman} from "./agreement.js";
import {meanPathLengths} from "../forest/score.js";
import type {Forest, Matrix} from "../forest/types.js";

/** The agreement of two parts of a forest; 1 is the same. */
interface Agreement {
  /** Spearman’s rank correlation of the two, in [−1, 1]; null if one of them scores all rows equally. */
  order: number | null;

  /** The share of the k most anomalous rows of one that are among the k most anomalous of the other, in [0, 1]. */
  overlap: number;
}

/** The agreement of the first trees of a forest with others. */
export interface PrefixAgreement {
  trees: number;

  /** The first trees against the complete forest, which includes them. */
  full: Agreement;

  /** The first trees against as many others; null where the forest does not have twice as many. */
  others: Agreement | null;
}

/**
 * Returns, for each number of trees, the agreement of the ranking by the first trees alone with that of the
 * complete forest, and of as many trees from its end. The first reaches 1 for any forest, since the complete
 * forest includes the part; the second is the change by another seed. Throws a RangeError
 * if a count is not in [1, trees] or *k* not in [1, rows].
 */
export function prefixAgreement(
  forest: Forest,
  matrix: Matrix,
  {counts, k}: {counts: readonly number[]; k: number}
): PrefixAgreement[] {
  const all = forest.roots.length;
  const full = rankingOf(forest, matrix, 0, all);
  return counts.map((trees) => {
    if (!(Number.isInteger(trees) && trees >= 1 && trees <= all))
      throw new RangeError(`invalid trees: ${trees}; expected 1 to ${all}`);
    const first = rankingOf(forest, matrix, 0, trees);
    const others = 2 * trees <= all ? rankingOf(forest, matrix, all - trees, all) : null;
    return {
      trees,
      full: agreement(first, full, k),
      others: others && agreement(first, others, k)
    };
  });
}

/** Returns the numbers of trees of the curve: 1, 2, 5, 10, … and half and all of the forest. */
export function prefixCounts(trees: number): number[] {
  const counts = new Set([Math.max(1, Math.floor(trees / 2)), trees]);
  for (let decade = 1; decade <= trees; decade *= 10) {
    for (const step of [1, 2, 5]) if (step * decade <= trees) counts.add(step * decade);
  }
  return [...counts].sort((a, b) => a - b);
}

/** Returns mean path lengths with their sign turned, which order rows as scores do. */
function rankingOf(forest: Forest, matrix: Matrix, from: number, to: number): Float64Array {
  const part = {...forest, roots: forest.roots.subarray(from, to)};
  return meanPathLengths(part, matrix).map((length) => -length);
}

function agreement(a: Float64Array, b: Float64Array, k: number): Agreement {
  const order = spearman(a, b);
  return {order: Number.isNaN(order) ? null : order, overlap: overlapAt(a, b, k)};
}
