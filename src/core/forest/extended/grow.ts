import {runParameters} from "../../schema/run-parameters.js";
import {growExtendedTree} from "./tree.js";
import type {ExtendedTree} from "./tree.js";
import type {ExtendedForest} from "./types.js";
import {requireMatrix} from "../grow.js";
import type {ForestOptions} from "../grow.js";
import {averagePathLength, depthLimit} from "../path-length.js";
import {seeded} from "../random.js";
import type {Matrix} from "../types.js";

/** The number of elements that the hyperplanes of a forest may have, 18 bytes each. */
export const maxElements = 2 ** 26;

/** The least and the greatest scale of a column, beyond which products could overflow. */
export const scaleRange = [1e-60, 1e60] as const;

/** How to grow a forest of hyperplanes. */
export interface ExtendedForestOptions extends ForestOptions {
  /**
   * The extension level, an integer in [0, columns − 1]: a hyperplane holds this number of columns
   * + 1. Defaults to columns − 1, hyperplanes in all directions; 0 splits one column, as the plain
   * forest does.
   */
  extensionLevel?: number;

  /**
   * Per column, what counts as one unit when a direction is drawn: positive, in [1e-60, 1e60].
   * Defaults to 1 for each, as in the paper; then a column of large numbers outweighs the others.
   */
  scales?: ArrayLike<number>;
}

/**
 * Grows an extended isolation forest on *matrix*. Tree t draws from a stream of its own,
 * `seeded(seed, t)`, on the same rows as tree t of `growForest`. Rows that are all alike give a forest
 * of leaves, in which every row scores 0.5.
 *
 * Throws a RangeError if there are fewer than two rows, an option is out of range, or the forest could
 * outgrow memory. Time and memory grow with trees × sampleSize × columns of a hyperplane.
 *
 * Hariri, Carrasco Kind & Brunner, “Extended Isolation Forest” (IEEE TKDE 33:4, 2021; online 2019),
 * algorithm 2; columns that are constant in a node are not split on by themselves.
 */
export function growExtendedForest(matrix: Matrix, options: ExtendedForestOptions): ExtendedForest {
  requireMatrix(matrix);
  const {
    trees = runParameters.trees.default,
    sampleSize = Math.min(runParameters.sampleSize.default, matrix.rows),
    seed
  } = options;
  const {extensionLevel = matrix.columns - 1, scales = new Float64Array(matrix.columns).fill(1)} =
    options;
  if (!(Number.isInteger(trees) && trees >= 1)) throw new RangeError(`invalid trees: ${trees}`);
  if (!(Number.isInteger(sampleSize) && 2 <= sampleSize && sampleSize <= matrix.rows)) {
    throw new RangeError(
      `invalid sample size: ${sampleSize}; give an integer in [2, ${matrix.rows}], the number of rows`
    );
  }
  requireLevel(extensionLevel, matrix.columns);
  requireScales(scales, matrix.columns);
  const width = extensionLevel + 1;
  const elements = trees * 2 ** depthLimit(sampleSize) * width;
  if (!(elements <= maxElements)) {
    throw new RangeError(
      `too large a forest: up to ${elements} elements of hyperplanes, of ${maxElements}; ` +
        "give fewer trees, a smaller sample or a lower extension level"
    );
  }
  const grown = Array.from({length: trees}, (_, t) =>
    growExtendedTree(matrix, {sampleSize, width, scales}, seeded(seed, t))
  );
  return joinExtendedTrees(grown, {sampleSize, columns: matrix.columns});
}

/** Returns the forest of *trees*, in their order; all grown on samples of the same size and width. */
export function joinExtendedTrees(
  trees: readonly ExtendedTree[],
  {sampleSize, columns}: {sampleSize: number; columns: number}
): ExtendedForest {
  const nodes = trees.reduce((sum, tree) => sum + tree.plane.length, 0);
  const elements = trees.reduce((sum, tree) => sum + tree.normal.length, 0);
  const {width} = trees[0];
  const forest: ExtendedForest = {
    roots: new Uint32Array(trees.length),
    plane: new Int32Array(nodes),
    left: new Uint32Array(nodes),
    pathLength: new Float64Array(nodes),
    size: new Uint32Array(nodes),
    column: new Uint16Array(elements),
    normal: new Float64Array(elements),
    intercept: new Float64Array(elements),
    offset: new Float64Array(elements / width),
    width,
    normalizer: averagePathLength(sampleSize),
    columns
  };
  let root = 0;
  let element = 0;
  trees.forEach((tree, t) => {
    forest.roots[t] = root;
    tree.plane.forEach((plane, node) => {
      forest.plane[root + node] = plane < 0 ? -1 : element / width + plane;
      forest.left[root + node] = plane < 0 ? 0 : root + tree.left[node];
    });
    forest.pathLength.set(tree.pathLength, root);
    forest.size.set(tree.size, root);
    forest.column.set(tree.column, element);
    forest.normal.set(tree.normal, element);
    forest.intercept.set(tree.intercept, element);
    forest.offset.set(tree.offset, element / width);
    root += tree.plane.length;
    element += tree.normal.length;
  });
  return forest;
}

function requireLevel(level: number, columns: number): void {
  if (Number.isInteger(level) && 0 <= level && level < columns) return;
  throw new RangeError(
    `invalid extension level: ${level}; give an integer in [0, ${columns - 1}], the columns less one`
  );
}

function requireScales(scales: ArrayLike<number>, columns: number): void {
  if (scales.length !== columns) {
    throw new RangeError(
      `invalid scales: ${scales.length}; give one for each of ${columns} columns`
    );
  }
  for (let column = 0; column < columns; ++column) {
    if (scaleRange[0] <= scales[column] && scales[column] <= scaleRange[1]) continue;
    throw new RangeError(
      `invalid scale of column ${column}: ${scales[column]}; give a number in [1e-60, 1e60]`
    );
  }
}
