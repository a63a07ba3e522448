import type {Explanation} from "../explain.js";
import {sideOf, termOf} from "./hyperplane.js";
import {requireColumns} from "../score.js";
import type {ExtendedForest} from "./types.js";

/**
 * Returns why *row* has its path length, exactly: on the way down a tree every hyperplane changes the
 * path length to expect, and the change is shared among its columns; then the mean is taken over the
 * trees. Base and contributions add up to the path length.
 *
 * A column’s share is in proportion to how far it pushed the row to the side it went to: its term
 * normal × (value − intercept), where that has the sign of the side; a column that pushed the other way
 * has none. So shares are in [0, 1], do not depend on units, and with one column are those of `explain`.
 * A row on the hyperplane, which no column pushed, is shared evenly.
 *
 * This is the z⁺ rule of Montavon et al., “Explaining nonlinear classification decisions with deep
 * Taylor decomposition” (Pattern Recognition 65, 2017), on the path of Palczewska et al. (2014). ExIFFI
 * (Arcudi, Frizzo, Masiero & Susto, arXiv 2310.05468) shares by |normal| alone, in the data’s units.
 */
export function explainExtended(forest: ExtendedForest, row: ArrayLike<number>): Explanation {
  requireColumns(forest, row.length);
  const {roots, plane, left, pathLength} = forest;
  const values = Float32Array.from(row);
  const contributions = new Float64Array(forest.columns);
  const shares = new Float64Array(forest.width);
  let base = 0;
  let end = 0;
  for (const root of roots) {
    let node = root;
    base += pathLength[root];
    while (plane[node] >= 0) {
      const goesLeft = sideOf(forest, plane[node], values, 0) < 0;
      const next = goesLeft ? left[node] : left[node] + 1;
      share(forest, plane[node], values, goesLeft ? -1 : 1, shares);
      for (let k = 0; k < forest.width; ++k) {
        const column = forest.column[plane[node] * forest.width + k];
        contributions[column] += shares[k] * (pathLength[next] - pathLength[node]);
      }
      node = next;
    }
    end += pathLength[node];
  }
  return {
    base: base / roots.length,
    contributions: contributions.map((sum) => sum / roots.length),
    pathLength: end / roots.length
  };
}

/** Writes into *shares* what each column of a hyperplane has in the side a row went to; they sum to 1. */
function share(
  forest: ExtendedForest,
  plane: number,
  values: Float32Array,
  sign: -1 | 1,
  shares: Float64Array
): void {
  const first = plane * forest.width;
  let total = 0;
  for (let k = 0; k < forest.width; ++k) {
    const term = sign * termOf(forest, first + k, values[forest.column[first + k]]);
    shares[k] = Math.max(0, term);
    total += shares[k];
  }
  for (let k = 0; k < forest.width; ++k) {
    shares[k] = total > 0 ? shares[k] / total : 1 / forest.width;
  }
}
