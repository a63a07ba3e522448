import {maybeKernel} from "./kernel/exports.js";
import type {KernelExports} from "./kernel/exports.js";
import {batch, layOut} from "./kernel/layout.js";
import type {Layout, ProgramTree, TableGroup} from "./kernel/layout.js";
import {tile} from "./kernel/programs.js";
import {isWalkable} from "./kernel/walked.js";
import {coefficients} from "./power.js";
import {requireCapacity, scoreMatrix} from "./score.js";
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
  const tables = new Uint32Array(kernel.memory.buffer, layout.tables, batch);
  return (matrix, into = new Float64Array(matrix.rows)) => {
    requireCapacity(forest, matrix, into);
    for (let from = 0; from < matrix.rows; from += layout.rows) {
      const to = Math.min(matrix.rows, from + layout.rows);
      values.set(matrix.values.subarray(from * forest.columns, to * forest.columns));
      sums.fill(0);
      addPathLengths(kernel, layout, tables, forest.columns, to - from);
      kernel.scores(
        layout.sums,
        to - from,
        forest.roots.length,
        forest.normalizer,
        layout.coefficients,
        coefficients.length - 1
      );
      into.set(sums.subarray(0, to - from), from);
    }
    return into;
  };
}

/** Adds the path lengths of the block’s first *rows* rows to its sums, tree after tree. */
function addPathLengths(
  kernel: KernelExports,
  layout: Layout,
  tables: Uint32Array,
  width: number,
  rows: number
): void {
  const {values, sums, leaves} = layout;
  rankValues(kernel, layout, width, rows);
  let group;
  let waiting = 0; // trees whose leaves are found, and their lengths not yet added
  const add = () => {
    kernel.addLeaves(leaves, layout.rows, rows, layout.tables, waiting, sums);
    waiting = 0;
  };
  for (const tree of layout.trees) {
    if (!("group" in tree)) {
      add();
      kernel.walk(values, 4 * width, rows, tree.root, tree.depth, tree.lengths, sums);
      continue;
    }
    if (tree.group !== group) narrowRanks(kernel, layout, (group = tree.group), rows);
    findLeaves(kernel, layout, tree, rows, leaves + waiting * layout.rows);
    tables[waiting++] = tree.lengths;
    if (waiting === batch) add();
  }
  add();
}

/** Brings the ranks of the block’s values to the bytes of *group*. */
function narrowRanks(
  kernel: KernelExports,
  layout: Layout,
  {tables}: TableGroup,
  rows: number
): void {
  const {ranks, bytes} = layout;
  tables.forEach((table, column) => {
    const from = ranks + 2 * column * layout.rows;
    kernel.narrow(from, rows, table, bytes + column * tile, tables.length * tile);
  });
}

/** Writes the number of the leaf of *tree* in which each row ends to *out*. */
function findLeaves(
  kernel: KernelExports,
  {bytes, columns, slots}: Layout,
  tree: ProgramTree,
  rows: number,
  out: number
): void {
  kernel.blend(
    bytes,
    columns.length * tile,
    Math.ceil(rows / tile),
    tree.code,
    tree.pairs,
    tree.leftChains,
    tree.rightChains,
    tree.quads,
    tree.inner,
    slots,
    tree.root,
    out
  );
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
