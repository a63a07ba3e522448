import {normalsFrom} from "./normal-vector.js";
import {offsetOf, sideOf} from "./hyperplane.js";
import type {ExtendedForest, Planes} from "./types.js";
import {averagePathLength, depthLimit} from "../path-length.js";
import {sample} from "../sample.js";
import type {Matrix, Random} from "../types.js";

/** One tree of hyperplanes: the arrays of a forest, its nodes and planes counted from 0. */
export type ExtendedTree = Omit<ExtendedForest, "roots" | "normalizer" | "columns">;

/** How to grow one tree of hyperplanes. */
export interface ExtendedTreeOptions {
  /** The number of rows drawn to grow it. */
  sampleSize: number;

  /** The number of columns in a hyperplane: the extension level + 1. */
  width: number;

  /** Per column, what counts as one unit. */
  scales: ArrayLike<number>;
}

/**
 * Grows one tree of hyperplanes on *sampleSize* rows drawn from *matrix* without replacement.
 *
 * A node’s hyperplane passes through a point drawn evenly in the box of the node’s rows; its normal is
 * drawn evenly over all directions of *width* columns, in units of *scales*. One of these columns is
 * drawn among those that are not constant in the node, the others among all. A side may be empty, as
 * in the paper: then a row that goes there is isolated at once. A node is a leaf at depth
 * ⌈log₂ sampleSize⌉, with one row, or when every column is constant. Values that are not finite are no
 * part of the box; a column without finite values has no part in the plane.
 */
export function growExtendedTree(
  matrix: Matrix,
  {sampleSize, width, scales}: ExtendedTreeOptions,
  random: Random
): ExtendedTree {
  const rows = sample(matrix.rows, sampleSize, random);
  const normals = normalsFrom(random);
  const limit = depthLimit(sampleSize);
  const tree = emptyTree(2 ** limit - 1, width);
  let nodes = 1;
  let planes = 0;

  grow(0, 0, sampleSize, 0);
  averageUp(tree, nodes);
  return trim(tree, nodes, planes);

  function grow(node: number, from: number, to: number, depth: number): void {
    tree.size[node] = to - from;
    const box = depth < limit && to - from > 1 && boxOf(matrix, rows, from, to);
    if (!box || !box.some(isWide)) {
      tree.plane[node] = -1;
      tree.pathLength[node] = depth + averagePathLength(to - from);
      return;
    }
    const plane = planes++;
    const left = nodes;
    nodes += 2;
    tree.plane[node] = plane;
    tree.left[node] = left;
    drawColumns(box, width, random).forEach((column, k) => {
      const i = plane * width + k;
      tree.column[i] = column;
      tree.normal[i] = box[column].min > box[column].max ? 0 : normals() / scales[column];
      tree.intercept[i] = drawWithin(box[column], random);
    });
    tree.offset[plane] = offsetOf(tree, plane);
    const middle = partition(matrix, rows, from, to, tree, plane);
    grow(left, from, middle, depth + 1);
    grow(left + 1, middle, to, depth + 1);
  }
}

/** The least and the greatest finite value of a column; min > max if it has none. */
interface Extent {
  min: number;
  max: number;
}

function isWide({min, max}: Extent): boolean {
  return min < max;
}

/** Returns the extent of each column over the rows at [from, to). */
function boxOf(
  {values, columns: width}: Matrix,
  rows: Uint32Array,
  from: number,
  to: number
): Extent[] {
  return Array.from({length: width}, (_, column) => {
    let min = Infinity;
    let max = -Infinity;
    for (let i = from; i < to; ++i) {
      const value = values[rows[i] * width + column];
      if (value < min && value !== -Infinity) min = value;
      if (value > max && value !== Infinity) max = value;
    }
    return {min, max};
  });
}

/** Draws *width* columns, at least one of them wide in the box; returns them in ascending order. */
function drawColumns(box: Extent[], width: number, random: Random): number[] {
  const columns = box.map((_, column) => column);
  if (width === columns.length) return columns;
  const wide = columns.filter((column) => isWide(box[column]));
  const first = wide[Math.floor(random() * wide.length)];
  columns[first] = columns.length - 1;
  columns.length -= 1;
  for (let k = 0; k < width - 1; ++k) {
    const drawn = k + Math.floor(random() * (columns.length - k));
    [columns[k], columns[drawn]] = [columns[drawn], columns[k]];
  }
  return [first, ...columns.slice(0, width - 1)].sort((a, b) => a - b);
}

/** Draws a number evenly in [min, max]; 0 if there is nothing to draw from. */
function drawWithin({min, max}: Extent, random: Random): number {
  return min > max ? 0 : min + random() * (max - min);
}

/** Moves the rows at [from, to) that go left before those that go right; returns where these begin. */
function partition(
  {values, columns}: Matrix,
  rows: Uint32Array,
  from: number,
  to: number,
  planes: Planes,
  plane: number
): number {
  let middle = from;
  for (let i = from; i < to; ++i) {
    const row = rows[i];
    if (!(sideOf(planes, plane, values, row * columns) < 0)) continue;
    rows[i] = rows[middle];
    rows[middle++] = row;
  }
  return middle;
}

/** Gives inner nodes the mean path length of the training rows below them; children come later. */
function averageUp({left, pathLength, size}: ExtendedTree, nodes: number): void {
  for (let node = nodes - 1; node >= 0; --node) {
    const a = left[node];
    if (a === 0) continue;
    pathLength[node] = (size[a] * pathLength[a] + size[a + 1] * pathLength[a + 1]) / size[node];
  }
}

function emptyTree(planes: number, width: number): ExtendedTree {
  const nodes = 2 * planes + 1;
  return {
    plane: new Int32Array(nodes),
    left: new Uint32Array(nodes),
    pathLength: new Float64Array(nodes),
    size: new Uint32Array(nodes),
    column: new Uint16Array(planes * width),
    normal: new Float64Array(planes * width),
    intercept: new Float64Array(planes * width),
    offset: new Float64Array(planes),
    width
  };
}

function trim(tree: ExtendedTree, nodes: number, planes: number): ExtendedTree {
  const elements = planes * tree.width;
  return {
    plane: tree.plane.slice(0, nodes),
    left: tree.left.slice(0, nodes),
    pathLength: tree.pathLength.slice(0, nodes),
    size: tree.size.slice(0, nodes),
    column: tree.column.slice(0, elements),
    normal: tree.normal.slice(0, elements),
    intercept: tree.intercept.slice(0, elements),
    offset: tree.offset.slice(0, planes),
    width: tree.width
  };
}
