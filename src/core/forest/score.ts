import {powerOfTwo} from "./power.js";
import type {Forest, Matrix} from "./types.js";

/** Rows that go down a tree before the next tree is taken, so that its nodes stay in the cache. */
const block = 2048;

/**
 * Returns the score of each row, in (0, 1); higher is more anomalous. It is 2^(−h / c), where h is the row’s
 * mean path length and c the forest’s normalizer; 0.5 is a row isolated as late as is usual.
 * Writes *into* an array of at least as many elements as there are rows, if given.
 *
 * A row’s path lengths are added in the order of the trees, so that a row has the same bits alone, in
 * any matrix and on any machine. NaN goes right. Throws a RangeError if the columns differ. For many
 * rows, `scorer` does the same faster.
 */
export function scoreMatrix(
  forest: Forest,
  matrix: Matrix,
  into: Float64Array = new Float64Array(matrix.rows)
): Float64Array {
  const lengths = meanPathLengths(forest, matrix, into);
  for (let i = 0; i < matrix.rows; ++i) lengths[i] = scoreOf(forest, lengths[i]);
  return lengths;
}

/** Returns the score that a mean path length stands for, in (0, 1); shorter is more anomalous. */
export function scoreOf(forest: Pick<Forest, "normalizer">, pathLength: number): number {
  return powerOfTwo(-pathLength / forest.normalizer);
}

/** Returns the mean path length at which *score* lies, in levels; the inverse of `scoreOf`. */
export function pathLengthOf(forest: Forest, score: number): number {
  return -Math.log2(score) * forest.normalizer;
}

/**
 * Returns, for each row, the mean over the trees of the path length of the leaf it falls into, in
 * levels; shorter is more anomalous. Writes *into* an array of at least as many elements, if given.
 */
export function meanPathLengths(
  forest: Forest,
  matrix: Matrix,
  into: Float64Array = new Float64Array(matrix.rows)
): Float64Array {
  return averageOverTrees(forest, matrix, into, addPathLengths);
}

/** What every kind of forest has that is scored tree by tree. */
type TreeEnsemble = Pick<Forest, "roots" | "columns">;

/**
 * Writes *into*, for each row, the mean over the trees of what *add* adds for a tree’s root to the sums
 * of the rows [from, to), and returns it. Throws a RangeError as `requireCapacity` does.
 */
export function averageOverTrees<F extends TreeEnsemble>(
  forest: F,
  matrix: Matrix,
  into: Float64Array,
  add: (
    forest: F,
    root: number,
    matrix: Matrix,
    from: number,
    to: number,
    sums: Float64Array
  ) => void
): Float64Array {
  const {rows} = matrix;
  requireCapacity(forest, matrix, into);
  into.fill(0, 0, rows);
  for (let from = 0; from < rows; from += block) {
    const to = Math.min(rows, from + block);
    for (const root of forest.roots) add(forest, root, matrix, from, to, into);
    for (let i = from; i < to; ++i) into[i] /= forest.roots.length;
  }
  return into;
}

/** Returns the mean path length of one row of `forest.columns` values, in levels. */
export function meanPathLength(forest: Forest, row: ArrayLike<number>): number {
  requireColumns(forest, row.length);
  const matrix = {rows: 1, columns: row.length, values: Float32Array.from(row)};
  return meanPathLengths(forest, matrix)[0];
}

/** Throws a RangeError unless a row of *columns* values fits the forest. */
export function requireColumns(forest: Pick<Forest, "columns">, columns: number): void {
  if (columns === forest.columns) return;
  throw new RangeError(`invalid columns: ${columns}; the forest was grown on ${forest.columns}`);
}

/** Throws a RangeError unless *matrix* fits the forest, and its rows’ scores *into*. */
export function requireCapacity(
  forest: Pick<Forest, "columns">,
  matrix: Matrix,
  into: Float64Array
): void {
  const {rows, columns, values} = matrix;
  requireColumns(forest, columns);
  if (!(into.length >= rows)) {
    throw new RangeError(`invalid length to write into: ${into.length} for ${rows} rows`);
  }
  if (!(values.length >= rows * columns)) {
    throw new RangeError(`invalid matrix: ${values.length} values for ${rows} × ${columns}`);
  }
}

/**
 * Adds a tree’s path lengths to *sums*. Two rows go down side by side, and comparisons are numbers
 * instead of branches: a branch would be guessed wrong half of the time, and one row waits for memory
 * while the other moves (1.5 times the rows per second).
 */
function addPathLengths(
  {feature, threshold, left, pathLength}: Forest,
  root: number,
  {columns, values}: Matrix,
  from: number,
  to: number,
  sums: Float64Array
): void {
  for (let row = from; row < to; row += 2) {
    const a = row * columns;
    const b = row + 1 < to ? a + columns : a; // the last row of an uneven number goes down twice
    let nodeA = root;
    let nodeB = root;
    let columnA = feature[root];
    let columnB = columnA;
    while ((columnA | columnB) >= 0) {
      nodeA = left[nodeA] + 1 - Number(values[a + columnA] < threshold[nodeA]);
      nodeB = left[nodeB] + 1 - Number(values[b + columnB] < threshold[nodeB]);
      columnA = feature[nodeA];
      columnB = feature[nodeB];
    }
    for (; columnA >= 0; columnA = feature[nodeA]) {
      nodeA = left[nodeA] + 1 - Number(values[a + columnA] < threshold[nodeA]);
    }
    for (; columnB >= 0; columnB = feature[nodeB]) {
      nodeB = left[nodeB] + 1 - Number(values[b + columnB] < threshold[nodeB]);
    }
    sums[row] += pathLength[nodeA];
    if (row + 1 < to) sums[row + 1] += pathLength[nodeB];
  }
}
