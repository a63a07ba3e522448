import {averagePathLength, depthLimit} from "./path-length.js";
import {sample} from "./sample.js";
import type {Matrix, Random} from "./types.js";

/** One isolation tree: the arrays of a forest, its nodes counted from 0, which is the root. */
export interface Tree {
  feature: Int16Array;
  threshold: Float32Array;
  left: Uint32Array;
  pathLength: Float64Array;
  size: Uint32Array;
}

/** A split: the column, and the value at or above which a row goes right. */
interface Split {
  column: number;
  threshold: number;
}

/**
 * Grows one isolation tree on *sampleSize* rows drawn from *matrix* without replacement.
 *
 * A node splits on a column drawn evenly among those that are not constant in it, as in scikit-learn
 * and isotree (the paper also draws constant ones), at a threshold drawn evenly in (min, max] of its
 * values, rounded to single precision; so neither side is ever empty. It is a leaf at depth
 * ⌈log₂ sampleSize⌉, with one row, or when every column is constant. Values that are not finite count
 * for neither min nor max; −∞ then goes left, +∞ and NaN go right, like any row that is scored.
 */
export function growTree(matrix: Matrix, sampleSize: number, random: Random): Tree {
  const rows = sample(matrix.rows, sampleSize, random);
  const columns = Uint16Array.from({length: matrix.columns}, (_, column) => column);
  const limit = depthLimit(sampleSize);
  const tree = emptyTree(Math.min(2 * sampleSize - 1, 2 * 2 ** limit - 1));
  let count = 1;

  grow(0, 0, sampleSize, 0);
  averageUp(tree, count);
  return trim(tree, count);

  function grow(node: number, from: number, to: number, depth: number): void {
    const split =
      depth < limit && to - from > 1 && drawSplit(matrix, rows, from, to, columns, random);
    tree.size[node] = to - from;
    if (!split) {
      tree.feature[node] = -1;
      tree.pathLength[node] = depth + averagePathLength(to - from);
      return;
    }
    const left = count;
    count += 2;
    tree.feature[node] = split.column;
    tree.threshold[node] = split.threshold;
    tree.left[node] = left;
    const middle = partition(matrix, rows, from, to, split);
    grow(left, from, middle, depth + 1);
    grow(left + 1, middle, to, depth + 1);
  }
}

/** Draws a split for the rows at [from, to), or returns undefined if no column can part them. */
function drawSplit(
  {values, columns: width}: Matrix,
  rows: Uint32Array,
  from: number,
  to: number,
  columns: Uint16Array,
  random: Random
): Split | undefined {
  for (let left = width; left > 0; --left) {
    const drawn = Math.floor(random() * left);
    const column = columns[drawn];
    columns[drawn] = columns[left - 1]; // put aside: if constant here, it is not drawn again
    columns[left - 1] = column;
    let min = Infinity;
    let max = -Infinity;
    for (let i = from; i < to; ++i) {
      const value = values[rows[i] * width + column];
      if (value < min && value !== -Infinity) min = value;
      if (value > max && value !== Infinity) max = value;
    }
    if (min < max) return {column, threshold: drawThreshold(min, max, random)};
  }
  return undefined;
}

/** Draws a single-precision number in (min, max]. */
function drawThreshold(min: number, max: number, random: Random): number {
  const threshold = Math.fround(max - random() * (max - min));
  return threshold > min ? threshold : max; // rounding may reach min, and leave the left side empty
}

/** Moves the rows at [from, to) that go left before those that go right; returns where these begin. */
function partition(
  {values, columns: width}: Matrix,
  rows: Uint32Array,
  from: number,
  to: number,
  {column, threshold}: Split
): number {
  let middle = from;
  for (let i = from; i < to; ++i) {
    const row = rows[i];
    if (!(values[row * width + column] < threshold)) continue;
    rows[i] = rows[middle];
    rows[middle++] = row;
  }
  return middle;
}

/** Gives inner nodes the mean path length of the training rows below them; children come later. */
function averageUp({left, pathLength, size}: Tree, count: number): void {
  for (let node = count - 1; node >= 0; --node) {
    const a = left[node];
    if (a === 0) continue;
    pathLength[node] = (size[a] * pathLength[a] + size[a + 1] * pathLength[a + 1]) / size[node];
  }
}

function emptyTree(nodes: number): Tree {
  return {
    feature: new Int16Array(nodes),
    threshold: new Float32Array(nodes),
    left: new Uint32Array(nodes),
    pathLength: new Float64Array(nodes),
    size: new Uint32Array(nodes)
  };
}

function trim(tree: Tree, nodes: number): Tree {
  return {
    feature: tree.feature.slice(0, nodes),
    threshold: tree.threshold.slice(0, nodes),
    left: tree.left.slice(0, nodes),
    pathLength: tree.pathLength.slice(0, nodes),
    size: tree.size.slice(0, nodes)
  };
}
