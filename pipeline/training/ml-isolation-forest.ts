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
  const nodes: TreeNode[] = [];
  const depths: number[] = [];
  const left: number[] = [];
  const roots = library.forest.map((root) => {
    const first = nodes.push(root) - 1;
    depths.push(0);
    for (let i = first; i < nodes.length; ++i) {
      const node = nodes[i];
      left.push(node.left && node.right ? nodes.length : 0);
      if (!node.left || !node.right) continue;
      nodes.push(node.left, node.right);
      depths.push(depths[i] + 1, depths[i] + 1);
    }
    return first;
  });
  const forest: Forest = {
    roots: Uint32Array.from(roots),
    feature: new Int16Array(nodes.length).fill(-1),
    threshold: new Float32Array(nodes.length),
    left: Uint32Array.from(left),
    pathLength: new Float64Array(nodes.length),
    size: new Uint32Array(nodes.length),
    normalizer: libraryAveragePathLength(matrix.rows),
    columns: matrix.columns
  };
  fill(forest, nodes, depths);
  return forest;
}

/** Fills in splits, sizes and path lengths, children before parents. */
function fill(
  {feature, threshold, left, size, pathLength}: Forest,
  nodes: TreeNode[],
  depths: number[]
): void {
  for (let i = nodes.length - 1; i >= 0; --i) {
    const node = nodes[i];
    const l = left[i];
    if (l === 0) {
      size[i] = node.trainingSet!.length;
      pathLength[i] = depths[i] + libraryAveragePathLength(size[i]);
      continue;
    }
    feature[i] = node.splitColumn!;
    threshold[i] = ceilFloat32(node.splitValue!);
    size[i] = size[l] + size[l + 1];
    pathLength[i] = (size[l] * pathLength[l] + size[l + 1] * pathLength[l + 1]) / size[i];
  }
}
