import {sideOf} from "./hyperplane.js";
import type {ExtendedForest} from "./types.js";
import {averageOverTrees, scoreOf} from "../score.js";
import type {Matrix} from "../types.js";

/**
 * Returns the score of each row, in (0, 1); higher is more anomalous: 2^(−h / c), where h is the row’s mean
 * path length and c the forest’s normalizer. Writes *into* an array of at least as many elements as
 * there are rows, if given. A row has the same bits alone and in any matrix.
 *
 * NaN has no part in a hyperplane; an infinite value counts as the greatest number of single precision.
 * Throws a RangeError if the columns differ.
 */
export function scoreExtended(
  forest: ExtendedForest,
  matrix: Matrix,
  into: Float64Array = new Float64Array(matrix.rows)
): Float64Array {
  const lengths = meanExtendedPathLengths(forest, matrix, into);
  for (let i = 0; i < matrix.rows; ++i) lengths[i] = scoreOf(forest, lengths[i]);
  return lengths;
}

/**
 * Returns, for each row, the mean over the trees of the path length of the leaf it falls into, in
 * levels; shorter is more anomalous. Writes *into* an array of at least as many elements, if given.
 */
export function meanExtendedPathLengths(
  forest: ExtendedForest,
  matrix: Matrix,
  into: Float64Array = new Float64Array(matrix.rows)
): Float64Array {
  return averageOverTrees(forest, matrix, into, addPathLengths);
}

function addPathLengths(
  forest: ExtendedForest,
  root: number,
  {columns, values}: Matrix,
  from: number,
  to: number,
  sums: Float64Array
): void {
  for (let i = from; i < to; ++i) {
    sums[i] += forest.pathLength[leafFrom(forest, root, values, i * columns)];
  }
}

/** Returns the leaf in which the row that begins at *values[at]* ends, from *node* down. */
function leafFrom(forest: ExtendedForest, node: number, values: Float32Array, at: number): number {
  const {plane, left} = forest;
  while (plane[node] >= 0) {
    node = sideOf(forest, plane[node], values, at) < 0 ? left[node] : left[node] + 1;
  }
  return node;
}
