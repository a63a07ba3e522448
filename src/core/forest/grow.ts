import {runParameters} from "../schema/run-parameters.js";
import {averagePathLength} from "./path-length.js";
import {seeded} from "./random.js";
import {growTree} from "./tree.js";
import type {Tree} from "./tree.js";
import type {Forest, Matrix} from "./types.js";

/** The number of columns that a forest can name, since *feature* is a 16-bit integer. */
export const maxColumns = 2 ** 15 - 1;

/** How to grow a forest. */
export interface ForestOptions {
  /** The number of trees; defaults to 100. More trees steady the scores; they do not sharpen them. */
  trees?: number;

  /** The number of rows drawn to grow each tree; defaults to 256, or to every row if fewer. */
  sampleSize?: number;

  /** An integer in [0, 2⁵³). Required, so that every forest can be grown again. */
  seed: number;
}

/**
 * Grows an isolation forest on *matrix*. Tree t draws from a stream of its own, `seeded(seed, t)`, so
 * that `joinTrees` makes the same bytes of trees grown elsewhere, in any order. Rows that are all
 * alike give a forest of leaves, in which every row scores 0.5.
 *
 * Throws a RangeError if there are fewer than two rows, or an option is out of range. Time grows with
 * trees × sampleSize, not with the rows.
 *
 * Liu, Ting & Zhou, “Isolation Forest” (ICDM 2008), algorithms 1 and 2.
 */
export function growForest(
  matrix: Matrix,
  {
    trees = runParameters.trees.default,
    sampleSize = Math.min(runParameters.sampleSize.default, matrix.rows),
    seed
  }: ForestOptions
): Forest {
  requireMatrix(matrix);
  if (!(Number.isInteger(trees) && trees >= 1)) throw new RangeError(`invalid trees: ${trees}`);
  if (!(Number.isInteger(sampleSize) && 2 <= sampleSize && sampleSize <= matrix.rows)) {
    throw new RangeError(
      `invalid sample size: ${sampleSize}; give an integer in [2, ${matrix.rows}], the number of rows`
    );
  }
  const grown = Array.from({length: trees}, (_, t) =>
    growTree(matrix, sampleSize, seeded(seed, t))
  );
  return joinTrees(grown, {sampleSize, columns: matrix.columns});
}

/** Returns the forest of *trees*, in their order; all grown on samples of the same size. */
export function joinTrees(
  trees: readonly Tree[],
  {sampleSize, columns}: {sampleSize: number; columns: number}
): Forest {
  const nodes = trees.reduce((sum, tree) => sum + tree.feature.length, 0);
  const forest: Forest = {
    roots: new Uint32Array(trees.length),
    feature: new Int16Array(nodes),
    threshold: new Float32Array(nodes),
    left: new Uint32Array(nodes),
    pathLength: new Float64Array(nodes),
    size: new Uint32Array(nodes),
    normalizer: averagePathLength(sampleSize),
    columns
  };
  let root = 0;
  trees.forEach((tree, t) => {
    forest.roots[t] = root;
    forest.feature.set(tree.feature, root);
    forest.threshold.set(tree.threshold, root);
    forest.left.set(
      tree.left.map((left) => (left === 0 ? 0 : root + left)),
      root
    );
    forest.pathLength.set(tree.pathLength, root);
    forest.size.set(tree.size, root);
    root += tree.feature.length;
  });
  return forest;
}

/**
 * Throws a RangeError unless *matrix* has two rows or more, as many columns as a forest can name, and
 * all its values.
 */
export function requireMatrix({rows, columns, values}: Matrix): void {
  if (!(rows >= 2)) throw new RangeError(`too few rows: ${rows}; a forest needs 2`);
  if (!(Number.isInteger(columns) && 1 <= columns && columns <= maxColumns)) {
    throw new RangeError(`invalid columns: ${columns}; a forest takes 1 to ${maxColumns}`);
  }
  if (values.length !== rows * columns) {
    throw new RangeError(`invalid matrix: ${values.length} values for ${rows} × ${columns}`);
  }
}
