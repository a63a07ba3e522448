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

/** Adds a tree’s path lengths to *sums*. Rows that a hyperplane of all columns parts are asked without a look at its columns. */
function addPathLengths(
  forest: ExtendedForest,
  root: number,
  {columns, values}: Matrix,
  from: number,
  to: number,
  sums: Float64Array
): void {
  const {pathLength, plane, left, normal, offset, width} = forest;
  if (width !== columns) {
    for (let i = from; i < to; ++i)
      sums[i] += pathLength[leafFrom(forest, root, values, i * columns)];
    return;
  }
  const last = width - 1;
  for (let row = from; row < to; ++row) {
    const at = row * columns;
    let node = root;
    for (let p = plane[node]; p >= 0; p = plane[node]) {
      const first = p * width;
      let even = -offset[p];
      let uneven = 0;
      let i = 0;
      for (; i < last; i += 2) {
        even += normal[first + i] * values[at + i];
        uneven += normal[first + i + 1] * values[at + i + 1];
      }
      if (i === last) even += normal[first + i] * values[at + i];
      let side = even + uneven;
      if (!Number.isFinite(side)) side = sideOf(forest, p, values, at);
      node = side < 0 ? left[node] : left[node] + 1;
    }
    sums[row] += pathLength[node];
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
