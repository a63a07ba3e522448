import type {Explanation} from "../explain.js";
import type {RangeForest} from "./penalty.js";
import {requireColumns} from "../score.js";

/**
 * Returns why *row* has its penalised path length, exactly: as `explain`, and where the row’s value is
 * outside the range of a split, the level less is credited to the split’s column too. Training rows are
 * inside in the trees they were drawn for, so that the base is that of `explain`. Base and contributions
 * add up to the penalised path length.
 */
export function explainRangePenalised(forest: RangeForest, row: ArrayLike<number>): Explanation {
  requireColumns(forest, row.length);
  const {roots, feature, threshold, left, pathLength, low, high} = forest;
  const contributions = new Float64Array(forest.columns);
  let base = 0;
  let end = 0;
  for (const root of roots) {
    let node = root;
    let outside = 0;
    base += pathLength[root];
    while (feature[node] >= 0) {
      const column = feature[node];
      const value = Math.fround(row[column]);
      const next = value < threshold[node] ? left[node] : left[node] + 1;
      contributions[column] += pathLength[next] - pathLength[node];
      if (value < low[node] || value > high[node]) {
        contributions[column] -= 1;
        ++outside;
      }
      node = next;
    }
    end += pathLength[node] - outside;
  }
  return {
    base: base / roots.length,
    contributions: contributions.map((sum) => sum / roots.length),
    pathLength: end / roots.length
  };
}
