import {IsolationForest} from "ml-isolation-forest";
import type {TreeNode} from "ml-isolation-forest";
import {ceilFloat32} from "../../src/core/forest/float32.js";
import type {Forest, Matrix, Random} from "../../src/core/forest/types.js";

/** How to grow the library’s forest. */
export interface LibraryForestOptions {
  /** The number of trees. */
  trees: number;

  /** The source of randomness, for the library’s own calls of Math.random. */
  random: Random;
}

/**
 * Grows a forest with `ml-isolation-forest`, as it is, and returns it in our layout, which gives the
 * library’s scores when scored by our code: its path lengths, its (inexact) c(n) and its depth limit
 * are in the leaves. The library takes no subsample: each tree sees every row of *matrix*.
 */
export function growLibraryForest(matrix: Matrix, {trees, random}: LibraryForestOptions): Forest {
  return fromLibrary(
    withRandom(random, () => trainLibrary(matrix, trees)),
    matrix
  );
}

/** Trains the library’s own forest on *matrix*. Draws from Math.random. */
export function trainLibrary(matrix: Matrix, trees: number): IsolationForest {
  const forest = new IsolationForest({nEstimators: trees});
  forest.train(rowsOf(matrix));
  return forest;
}

/** Returns the rows of *matrix* as arrays, as the library takes them. */
export function rowsOf({rows, columns, values}: Matrix): number[][] {
  return Array.from({length: rows}, (_, i) =>
    Array.from(values.subarray(i * columns, (i + 1) * columns))
  );
}

/** Calls *action* with *random* in the place of Math.random: the library offers no other way to seed it. */
export function withRandom<T>(random: Random, action: () => T): T {
  const original = Math.random;
  Math.random = random;
  try {
    return action();
  } finally {
    Math.random = original;
  }
}

/**
 * Returns the library’s c(n), word for word: it takes Euler’s constant once where the formula has it
 * twice, so that it is 9.668 at 256 where the exact value is 10.249.
 */
export function libraryAveragePathLength(n: number): number {
  if (n <= 1) return 0;
  if (n === 2) return 1;
  return 2 * Math.log(n - 1) + 0.57721 - (2 * (n - 1)) / n;
}

/** Returns the library’s forest in our layout: breadth first, siblings side by side. */
export function fromLibrary(library: IsolationForest, matrix: Matrix): Forest {
  const nodes: {node: TreeNode; depth: number}[] = [];
  const roots: number[] = [];
  const left: number[] = [];
  for (const root of library.forest) {
    roots.push(nodes.length);
    nodes.push({node: root, depth: 0});
    for (let i = roots[roots.length - 1]; i < nodes.length; ++i) {
      const {node, depth} = nodes[i];
      left[i] = node.left && node.right ? nodes.length : 0;
      if (node.left && node.right) {
        nodes.push({node: node.left, depth: depth + 1}, {node: node.right, depth: depth + 1});
      }
    }
  }
  const forest: Forest = {
    roots: Uint32Array.from(roots),
    feature: Int16Array.from(nodes, ({node}) => (node.left ? node.splitColumn! : -1)),
    threshold: Float32Array.from(nodes, ({node}) =>
      node.left ? ceilFloat32(node.splitValue!) : 0
    ),
    left: Uint32Array.from(left),
    pathLength: new Float64Array(nodes.length),
    size: new Uint32Array(nodes.length),
    normalizer: libraryAveragePathLength(matrix.rows),
    columns: matrix.columns
  };
  fillUpwards(forest, nodes);
  return forest;
}

/** Fills in sizes and path lengths, children before parents. */
function fillUpwards({left, size, pathLength}: Forest, nodes: {node: TreeNode; depth: number}[]) {
  for (let i = nodes.length - 1; i >= 0; --i) {
    const {node, depth} = nodes[i];
    const l = left[i];
    if (l === 0) {
      size[i] = node.trainingSet!.length;
      pathLength[i] = depth + libraryAveragePathLength(size[i]);
      continue;
    }
    size[i] = size[l] + size[l + 1];
    pathLength[i] = (size[l] * pathLength[l] + size[l + 1] * pathLength[l + 1]) / size[i];
  }
}
