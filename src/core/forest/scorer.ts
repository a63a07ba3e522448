import {maybeKernel} from "./kernel/exports.js";
import type {KernelExports} from "./kernel/exports.js";
import {layOut} from "./kernel/layout.js";
import type {Layout} from "./kernel/layout.js";
import {tile} from "./kernel/programs.js";
import {isWalkable} from "./kernel/walked.js";
import {requireRoom, scoreMatrix, scoreOf} from "./score.js";
import type {Forest, Matrix} from "./types.js";

/** Scores rows as `scoreMatrix` does, with the same bits, for one forest. */
export type Scorer = (matrix: Matrix, into?: Float64Array) => Float64Array;

/**
 * Returns a function that scores rows on *forest* fast, as `scoreMatrix` does and with its bits: by a
 * kernel in WebAssembly, made ready once. It pays from some hundred rows on; where WebAssembly cannot
 * run, it is `scoreMatrix`. It keeps a copy of the forest, and calls must not overlap.
 */
export function scorer(forest: Forest): Scorer {
  const kernel = isWalkable(forest) ? maybeKernel() : undefined;
  if (!kernel) return (matrix, into) => scoreMatrix(forest, matrix, into);
  const layout = layOut(forest, kernel.memory);
  const values = new Float32Array(
    kernel.memory.buffer,
    layout.values,
    layout.rows * forest.columns
  );
  const sums = new Float64Array(kernel.memory.buffer, layout.sums, layout.rows);
  return (matrix, into = new Float64Array(matrix.rows)) => {
    requireRoom(forest, matrix, into);
    for (let from = 0; from < matrix.rows; from += layout.rows) {
      const to = Math.min(matrix.rows, from + layout.rows);
      values.set(matrix.values.subarray(from * forest.columns, to * forest.columns));
      sums.fill(0);
      addPathLengths(kernel, layout, forest.columns, to - from);
      for (let i = from; i < to; ++i) {
        into[i] = scoreOf(forest, sums[i - from] / forest.roots.length);
      }
    }
    return into;
  };
}

/** Adds the path lengths of the block’s first *rows* rows to its sums, tree after tree. */
function addPathLengths(kernel: KernelExports, layout: Layout, width: number, rows: number): void {
  const {values, ranks, bytes, sums, slots} = layout;
  rankValues(kernel, layout, width, rows);
  let current;
  for (const tree of layout.trees) {
    if (!("group" in tree)) {
      kernel.walk(values, 4 * width, rows, tree.root, tree.depth, tree.lengths, sums);
      continue;
    }
    if (tree.group !== current) {
      current = tree.group;
      current.tables.forEach((table, column) => {
        const from = ranks + 2 * column * layout.rows;
        kernel.narrow(from, rows, table, bytes + column * tile, width * tile);
      });
    }
    kernel.blend(
      bytes,
      width * tile,
      Math.ceil(rows / tile),
      tree.code,
      tree.pairs,
      tree.leftChains,
      tree.rightChains,
      tree.quads,
      tree.inner,
      slots,
      tree.root,
      tree.lengths,
      sums
    );
  }
}

/** Writes the rank of each value of the block among the thresholds of its column. */
function rankValues(kernel: KernelExports, layout: Layout, width: number, rows: number): void {
  layout.columns.forEach((column, j) => {
    kernel.rank(
      layout.values + 4 * j,
      4 * width,
      rows,
      column.origin,
      column.scale,
      column.last,
      column.starts,
      column.thresholds,
      column.count,
      column.half,
      layout.ranks + 2 * j * layout.rows
    );
  });
}
