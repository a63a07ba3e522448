import {growForest} from "../grow.js";
import type {ForestOptions} from "../grow.js";
import {seeded} from "../random.js";
import {sample} from "../sample.js";
import type {Forest, Matrix} from "../types.js";

/** A forest that knows, at each split, which values of its column the training rows had. */
export interface RangeForest extends Forest {
  /** The least value of the split’s column among the node’s training rows; may be −∞; 0 for a leaf. */
  low: Float32Array;

  /** The greatest of these values; may be ∞; 0 for a leaf. */
  high: Float32Array;
}

/**
 * Grows the forest that `growForest` grows of the same matrix and options, byte for byte, and adds the
 * ranges of its splits. Throws as `growForest` does.
 */
export function growRangeForest(matrix: Matrix, options: ForestOptions): RangeForest {
  return addRanges(growForest(matrix, options), matrix, options.seed);
}

/**
 * Returns *forest* with the range of each split: the least and the greatest value in the split’s
 * column among the training rows that reached it, infinities included, NaN skipped. The forest keeps
 * its arrays. The rows of each tree are drawn again, from the same stream, and sent down it.
 *
 * Throws a RangeError unless *forest* was grown on *matrix* with *seed*.
 */
export function addRanges(forest: Forest, matrix: Matrix, seed: number): RangeForest {
  const {roots, feature, size} = forest;
  const low = new Float32Array(feature.length).fill(Infinity);
  const high = new Float32Array(feature.length).fill(-Infinity);
  const reached = new Uint32Array(feature.length);
  roots.forEach((root, t) => {
    if (matrix.columns !== forest.columns || size[root] > matrix.rows) throw foreign();
    for (const row of sample(matrix.rows, size[root], seeded(seed, t))) {
      widen(forest, root, matrix.values, row * matrix.columns, low, high, reached);
    }
  });
  if (reached.some((rows, node) => rows !== size[node])) throw foreign();
  feature.forEach((column, node) => {
    if (column === -1) low[node] = high[node] = 0;
  });
  return {...forest, low, high};
}

/** Sends a training row down a tree, and widens the range of each split that it meets. */
function widen(
  {feature, threshold, left}: Forest,
  node: number,
  values: Float32Array,
  at: number,
  low: Float32Array,
  high: Float32Array,
  reached: Uint32Array
): void {
  while (feature[node] >= 0) {
    const value = values[at + feature[node]];
    if (value < low[node]) low[node] = value;
    if (value > high[node]) high[node] = value;
    ++reached[node];
    node = value < threshold[node] ? left[node] : left[node] + 1;
  }
  ++reached[node];
}

function foreign(): RangeError {
  return new RangeError("invalid forest: not grown on these rows with this seed; grow it again");
}
