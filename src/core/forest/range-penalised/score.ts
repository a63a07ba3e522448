import type {RangeForest} from "./penalty.js";
import {averageOverTrees, scoreOf} from "../score.js";
import type {Matrix} from "../types.js";

/**
 * Returns the penalised score of each row, in (0, 1]; higher is more anomalous. It is 2^(−h / c), where h is
 * the row’s mean penalised path length and c the forest’s normalizer. It is never below the plain score,
 * and equal to it, bit for bit, for a row that is inside the range of every split it meets; 1 is a row
 * that is outside everywhere. Writes *into* an array of at least as many elements as there are rows,
 * if given. A row has the same bits alone and in any matrix. Throws a RangeError if the columns differ.
 */
export function scoreRangePenalised(
  forest: RangeForest,
  matrix: Matrix,
  into: Float64Array = new Float64Array(matrix.rows)
): Float64Array {
  const lengths = meanPenalisedPathLengths(forest, matrix, into);
  for (let i = 0; i < matrix.rows; ++i) lengths[i] = scoreOf(forest, lengths[i]);
  return lengths;
}

/**
 * Returns, for each row, its mean penalised path length over the trees, in levels, ≥ 0; shorter is more
 * anomalous. It is the path length of the leaf less one level for each split on the way whose column
 * has, in this row, a value below or above all that the node’s training rows had. NaN is neither.
 * Writes *into* an array of at least as many elements, if given.
 *
 * The idea is that of Liu, Ting & Zhou, “On detecting clustered anomalies using SCiForest” (ECML PKDD
 * 2010), and isotree’s `penalize_range`; these allow twice the range, centred on the split.
 */
export function meanPenalisedPathLengths(
  forest: RangeForest,
  matrix: Matrix,
  into: Float64Array = new Float64Array(matrix.rows)
): Float64Array {
  return averageOverTrees(forest, matrix, into, addPathLengths);
}

/** Adds a tree’s penalised path lengths to *sums*; two rows side by side, as `scoreMatrix` does. */
function addPathLengths(
  {feature, threshold, left, pathLength, low, high}: RangeForest,
  root: number,
  {columns, values}: Matrix,
  from: number,
  to: number,
  sums: Float64Array
): void {
  for (let row = from; row < to; row += 2) {
    const a = row * columns;
    const b = row + 1 < to ? a + columns : a; // the last row of an uneven number goes down twice
    let nodeA = root;
    let nodeB = root;
    let columnA = feature[root];
    let columnB = columnA;
    let outsideA = 0;
    let outsideB = 0;
    while ((columnA | columnB) >= 0) {
      const valueA = values[a + columnA];
      const valueB = values[b + columnB];
      outsideA += Number(valueA < low[nodeA]) + Number(valueA > high[nodeA]);
      outsideB += Number(valueB < low[nodeB]) + Number(valueB > high[nodeB]);
      nodeA = left[nodeA] + 1 - Number(valueA < threshold[nodeA]);
      nodeB = left[nodeB] + 1 - Number(valueB < threshold[nodeB]);
      columnA = feature[nodeA];
      columnB = feature[nodeB];
    }
    for (; columnA >= 0; columnA = feature[nodeA]) {
      const value = values[a + columnA];
      outsideA += Number(value < low[nodeA]) + Number(value > high[nodeA]);
      nodeA = left[nodeA] + 1 - Number(value < threshold[nodeA]);
    }
    for (; columnB >= 0; columnB = feature[nodeB]) {
      const value = values[b + columnB];
      outsideB += Number(value < low[nodeB]) + Number(value > high[nodeB]);
      nodeB = left[nodeB] + 1 - Number(value < threshold[nodeB]);
    }
    sums[row] += pathLength[nodeA] - outsideA;
    if (row + 1 < to) sums[row + 1] += pathLength[nodeB] - outsideB;
  }
}
