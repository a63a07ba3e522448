import {requireColumns} from "./score.js";
import type {Forest} from "./types.js";

/** Why a row has the path length it has. All in levels. */
export interface Explanation {
  /** The mean path length of the training rows, where the contributions start. */
  base: number;

  /** Per column, what its splits add to the path length; negative makes the row more anomalous. */
  contributions: Float64Array;

  /** The row’s mean path length: base + the sum of the contributions. */
  pathLength: number;
}

/**
 * Returns why *row* has its path length, exactly: on the way down a tree every split changes the path
 * length to expect (the mean over the training rows in the node), and the change is credited to the
 * split’s column; then the mean is taken over the trees. It explains the forest, not the world:
 * columns that say the same share the credit by chance.
 *
 * Palczewska et al., “Interpreting random forest classification models using a feature contribution
 * method” (2014), with path lengths in place of classes.
 */
export function explain(forest: Forest, row: ArrayLike<number>): Explanation {
  requireColumns(forest, row.length);
  const {roots, feature, threshold, left, pathLength} = forest;
  const contributions = new Float64Array(forest.columns);
  let base = 0;
  let end = 0;
  for (const root of roots) {
    let node = root;
    base += pathLength[root];
    while (feature[node] >= 0) {
      const column = feature[node];
      const next = Math.fround(row[column]) < threshold[node] ? left[node] : left[node] + 1;
      contributions[column] += pathLength[next] - pathLength[node];
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
