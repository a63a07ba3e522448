import {arena} from "../kernel/arena.js";
import type {Arena} from "../kernel/arena.js";
import {maybeKernel} from "../kernel/exports.js";
import {requireCapacity, scoreOf} from "../score.js";
import type {Scorer} from "../scorer.js";
import type {Matrix} from "../types.js";
import {scoreExtended} from "./score.js";
import type {ExtendedForest} from "./types.js";

const blockRows = 256; // a multiple of the rows that go down a tree together
const manyRows = 64; // from as many on, the kernel is worth its start
const maxBytes = 2 ** 26; // of hyperplanes: a larger forest is scored without a copy of it

/** A tree in a kernel’s memory: the address of its root, the levels below it, and how far behind its lengths are. */
interface PlacedTree {
  root: number;
  depth: number;
  lengths: number;
}

/** Where everything lies in a kernel’s memory: the trees, and a block of rows and their sums. */
interface Layout {
  trees: PlacedTree[];
  rows: number;
  sums: number;

  /** The numbers of a row, and of the normals of a hyperplane: the columns, and a 0 if they are uneven. */
  width: number;
}

/**
 * Returns a function that scores rows on *forest* fast, as `scoreExtended` does and with its bits: by the kernel in
 * WebAssembly, made ready when there are first many rows. Where that cannot run, or hyperplanes do not hold all
 * columns, it is `scoreExtended`, which also scores few rows and those that are not finite. Calls must not overlap.
 */
export function extendedScorer(forest: ExtendedForest): Scorer {
  let kernelScorer: Scorer | undefined | null = null; // null until it is tried
  return (matrix, into = new Float64Array(matrix.rows)) => {
    if (matrix.rows >= manyRows && kernelScorer === null) kernelScorer = maybeKernelScorer(forest);
    if (matrix.rows < manyRows || !kernelScorer) return scoreExtended(forest, matrix, into);
    return kernelScorer(matrix, into);
  };
}

function maybeKernelScorer(forest: ExtendedForest): Scorer | undefined {
  const {columns, normal, roots} = forest;
  const isPlaceable = forest.width === columns && 8 * normal.length <= maxBytes;
  const kernel = isPlaceable ? maybeKernel() : undefined;
  if (!kernel) return undefined;
  const {trees, width, ...at} = layOut(forest, kernel.memory);
  const values = new Float64Array(kernel.memory.buffer, at.rows, width * blockRows);
  const sums = new Float64Array(kernel.memory.buffer, at.sums, blockRows);
  return (matrix, into = new Float64Array(matrix.rows)) => {
    requireCapacity(forest, matrix, into);
    for (let from = 0; from < matrix.rows; from += blockRows) {
      const rows = Math.min(blockRows, matrix.rows - from);
      const others = fill(values, width, matrix, from, rows);
      sums.fill(0);
      for (const {root, depth, lengths} of trees)
        kernel.walkPlanes(at.rows, 8 * width, rows, root, depth, lengths, at.sums);
      for (let i = 0; i < rows; ++i) into[from + i] = scoreOf(forest, sums[i] / roots.length);
      for (const row of others) scoreExtended(forest, rowOf(matrix, row), into.subarray(row));
    }
    return into;
  };
}

/** Writes *rows* rows of *matrix* from *from* on, and returns the numbers of those that are not finite. */
function fill(
  into: Float64Array,
  width: number,
  {columns, values}: Matrix,
  from: number,
  rows: number
): number[] {
  const others: number[] = [];
  for (let row = from, at = 0; row < from + rows; ++row, at += width) {
    let zero = 0; // stays 0 unless a value is not finite
    for (let j = 0; j < columns; ++j) {
      const value = values[row * columns + j];
      into[at + j] = value;
      zero += value * 0;
    }
    if (zero !== 0) others.push(row);
  }
  return others;
}

function rowOf({columns, values}: Matrix, row: number): Matrix {
  return {rows: 1, columns, values: values.subarray(row * columns, (row + 1) * columns)};
}

/** Returns where *forest* and a block of rows lie in *memory*, and writes the forest to it. */
function layOut(forest: ExtendedForest, memory: WebAssembly.Memory): Layout {
  const lines = arena();
  const width = forest.columns + (forest.columns % 2);
  const size = 2 + width; // of a hyperplane, the first of which is of zeros
  const planes = lines.place(planesOf(forest, size));
  const placePlane = (plane: number) => planes + 8 * size * (1 + plane);
  const {roots, plane} = forest;
  const trees = Array.from(roots, (root, t) =>
    placeTree(forest, root, roots[t + 1] ?? plane.length, placePlane, lines)
  );
  const layout = {
    trees,
    rows: lines.reserve(8 * width * blockRows),
    sums: lines.reserve(8 * blockRows),
    width
  };
  lines.settle(memory);
  return layout;
}

/** Returns −offset, 0 and the normals of each hyperplane, *size* numbers each, after one of zeros. */
function planesOf({normal, offset, width}: ExtendedForest, size: number): Float64Array {
  const planes = new Float64Array(size * (1 + offset.length));
  offset.forEach((value, plane) => {
    const at = size * (1 + plane);
    planes[at] = -value;
    planes.set(normal.subarray(plane * width, (plane + 1) * width), at + 2);
  });
  return planes;
}

/** Places the nodes [from, to) of a tree: each is where its hyperplane and its left child lie. */
function placeTree(
  {plane, left, pathLength}: ExtendedForest,
  from: number,
  to: number,
  placePlane: (plane: number) => number,
  lines: Arena
): PlacedTree {
  const nodes = new Uint32Array(2 * (to - from));
  const root = lines.place(nodes); // written when all is placed
  const depths = new Uint8Array(to - from);
  let depth = 0;
  for (let i = 0; i < to - from; ++i) {
    const child = left[from + i] - from;
    const isLeaf = plane[from + i] < 0;
    nodes[2 * i] = placePlane(isLeaf ? -1 : plane[from + i]);
    nodes[2 * i + 1] = root + 8 * (isLeaf ? i - 1 : child);
    if (isLeaf) continue;
    depths[child] = depths[child + 1] = depths[i] + 1;
    depth = Math.max(depth, depths[child]);
  }
  return {root, depth, lengths: lines.place(pathLength.slice(from, to)) - root};
}
