import {ModelError} from "../../src/core/forest/check.js";
import type {Forest} from "../../src/core/forest/types.js";
import {layOutTrees} from "./trees.js";
import type {TreeTable} from "./trees.js";

const euler = 0.5772156649015329; // the Euler–Mascheroni constant, as in numpy

/** A tree of scikit-learn, and the number of training rows in each of its leaves. */
export interface ScikitTree extends TreeTable {
  /** The training rows that reached each node; of leaves only they count. */
  size: Float64Array;
}

/**
 * Returns c(n) as scikit-learn has it, in levels: by the logarithm, but for n ≤ 2. It is 10.2448 at 256,
 * where ours, which is exact, is 10.2487.
 *
 * `_average_path_length` of sklearn/ensemble/_iforest.py, 0.22 to 1.9.
 */
export function scikitAveragePathLength(n: number): number {
  if (n <= 1) return 0;
  if (n === 2) return 1;
  return 2 * (Math.log(n - 1) + euler) - (2 * (n - 1)) / n;
}

/**
 * Returns the forest of *trees*, each grown on *sampleSize* rows, which gives scikit-learn’s scores when
 * scored by our code: its c(n) is in the leaves and the normalizer. Throws a ModelError if a number is
 * out of range.
 */
export function scikitForest(
  trees: readonly ScikitTree[],
  sampleSize: number,
  columns: number
): Forest {
  if (!(Number.isInteger(sampleSize) && sampleSize >= 2)) {
    throw new ModelError(
      `invalid model: the sample size is ${sampleSize}; a forest whose trees were grown on fewer than 2 rows separates nothing`
    );
  }
  const {origin, depth, ...structure} = layOutTrees(trees);
  const nodes = origin.length;
  const forest: Forest = {
    ...structure,
    pathLength: new Float64Array(nodes),
    size: new Uint32Array(nodes),
    normalizer: scikitAveragePathLength(sampleSize),
    columns
  };
  trees.forEach((tree, t) => {
    const root = forest.roots[t];
    for (let node = root + tree.size.length - 1; node >= root; --node) {
      fillNode(forest, node, tree.size[origin[node]], depth[node]);
    }
  });
  return forest;
}

/** Fills in the size and path length of a node, from its rows if it is a leaf, else from its children. */
function fillNode(
  {left, size, pathLength}: Forest,
  node: number,
  rows: number,
  depth: number
): void {
  const child = left[node];
  if (child === 0) {
    if (!(Number.isInteger(rows) && rows >= 1 && rows < 2 ** 31)) {
      throw new ModelError(`invalid model: a leaf has ${rows} training rows; it has 1 or more`);
    }
    size[node] = rows;
    pathLength[node] = depth + scikitAveragePathLength(rows);
    return;
  }
  size[node] = size[child] + size[child + 1];
  pathLength[node] =
    (size[child] * pathLength[child] + size[child + 1] * pathLength[child + 1]) / size[node];
}
