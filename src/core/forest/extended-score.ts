import {sideOf} from "./extended-plane.js";
import type {ExtendedForest} from "./extended-types.js";
import {powerOfTwo} from "./power.js";
import type {Matrix} from "./types.js";

const block = 1024; // rows that go down a tree before the next is taken, so that it stays in the cache

/**
 * Returns the score of each row, in (0, 1); higher is stranger: 2^(−h / c), where h is the row’s mean
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
  for (let i = 0; i < matrix.rows; ++i) lengths[i] = powerOfTwo(-lengths[i] / forest.normalizer);
  return lengths;
}

/**
 * Returns, for each row, the mean over the trees of the path length of the leaf it falls into, in
 * levels; shorter is stranger. Writes *into* an array of at least as many elements, if given.
 */
export function meanExtendedPathLengths(
  forest: ExtendedForest,
  matrix: Matrix,
  into: Float64Array = new Float64Array(matrix.rows)
): Float64Array {
  const {rows, columns, values} = matrix;
  requireFit(forest, columns);
  if (!(into.length >= rows)) {
    throw new RangeError(`invalid length to write into: ${into.length} for ${rows} rows`);
  }
  if (!(values.length >= rows * columns)) {
    throw new RangeError(`invalid matrix: ${values.length} values for ${rows} × ${columns}`);
  }
  into.fill(0, 0, rows);
  for (let from = 0; from < rows; from += block) {
    const to = Math.min(rows, from + block);
    for (const root of forest.roots) {
      for (let i = from; i < to; ++i) {
        into[i] += forest.pathLength[leafFrom(forest, root, values, i * columns)];
      }
    }
    for (let i = from; i < to; ++i) into[i] /= forest.roots.length;
  }
  return into;
}

/** Throws a RangeError unless a row of *columns* values fits the forest. */
export function requireFit(forest: ExtendedForest, columns: number): void {
  if (columns === forest.columns) return;
  throw new RangeError(`invalid columns: ${columns}; the forest was grown on ${forest.columns}`);
}

/** Returns the leaf in which the row that begins at *values[at]* ends, from *node* down. */
function leafFrom(forest: ExtendedForest, node: number, values: Float32Array, at: number): number {
  const {plane, left} = forest;
  while (plane[node] >= 0) {
    node = sideOf(forest, plane[node], values, at) < 0 ? left[node] : left[node] + 1;
  }
  return node;
}
