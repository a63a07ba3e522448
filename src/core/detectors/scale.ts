import {requireThat} from "../forest/check.js";
import type {Matrix} from "../forest/types.js";
import {middle} from "./sorted.js";

/** How columns are made comparable: by their standard deviations, or not at all. */
export const scaleNames = ["standard", "none"] as const;

/** How columns are made comparable. */
export type ScaleName = (typeof scaleNames)[number];

/**
 * What makes a row fit to compute with, column by column: a value x counts as (x − center) / spread.
 *
 * In training, a value that is not finite counts as the median of the finite ones in its column, or
 * as 0 if there are none. In scoring, NaN does; an infinity counts as the largest number of single
 * precision with its sign, which is as far away as a value can be.
 */
export interface Scale {
  /** What a value that is missing counts as. */
  fill: Float64Array;

  /** What is subtracted: the mean; 0 for scale “none”. */
  center: Float64Array;

  /** What is divided by, above 0: the standard deviation (of the population), or 1 if that is 0. */
  spread: Float64Array;
}

const farthest = 3.4028234663852886e38; // the largest number of single precision
const bounds = {most: 1e40, least: 1e-50} as const; // of what is restored

/** Returns the scale of the columns of *matrix*, learnt from all its rows; *sorted* is `sortedColumns` of it. */
export function learnScale(
  matrix: Matrix,
  name: ScaleName,
  sorted: readonly Float64Array[] = sortedColumns(matrix)
): Scale {
  const {columns} = matrix;
  const scale = {
    fill: new Float64Array(columns),
    center: new Float64Array(columns),
    spread: new Float64Array(columns).fill(1)
  };
  for (let column = 0; column < columns; ++column) {
    const values = sorted[column];
    scale.fill[column] = middle(values);
    if (name === "none") continue;
    const {mean, spread} = momentsOf(values, matrix.rows, scale.fill[column]);
    scale.center[column] = mean;
    scale.spread[column] = spread;
  }
  return scale;
}

/** Returns the finite values of each column in ascending order, −0 as 0. */
export function sortedColumns(matrix: Matrix): Float64Array[] {
  return Array.from({length: matrix.columns}, (_, column) => sortedColumn(matrix, column));
}

function sortedColumn({rows, columns, values}: Matrix, column: number): Float64Array {
  const found = new Float64Array(rows);
  let n = 0;
  for (let i = 0; i < rows; ++i) {
    const value = values[i * columns + column];
    if (Number.isFinite(value)) found[n++] = value + 0; // −0 counts as 0
  }
  return found.subarray(0, n).sort();
}

/** Returns *rows* of the training matrix, or all, scaled. */
export function trainingRows(matrix: Matrix, scale: Scale, rows?: Uint32Array): Float64Array {
  const {columns, values} = matrix;
  const n = rows?.length ?? matrix.rows;
  const into = new Float64Array(n * columns);
  for (let i = 0; i < n; ++i) {
    const at = (rows ? rows[i] : i) * columns;
    for (let column = 0; column < columns; ++column) {
      const value = values[at + column];
      const known = Number.isFinite(value) ? value : scale.fill[column];
      into[i * columns + column] = (known - scale.center[column]) / scale.spread[column];
    }
  }
  return into;
}

/**
 * Writes the score of each row of *matrix*, which *scoreOf* returns for a row that is scaled, *into* an
 * array. Throws a RangeError if the matrix has not as many columns as the scale, or the array is short.
 */
export function scoreRows(
  matrix: Matrix,
  scale: Scale,
  scoreOf: (row: Float64Array) => number,
  into: Float64Array = new Float64Array(matrix.rows)
): Float64Array {
  const {rows, columns, values} = matrix;
  checkRows(matrix, scale.fill.length, into);
  const row = new Float64Array(columns);
  for (let i = 0; i < rows; ++i) {
    for (let column = 0; column < columns; ++column) {
      const value = values[i * columns + column];
      const known = value === value ? clamp(value) : scale.fill[column];
      row[column] = (known - scale.center[column]) / scale.spread[column];
    }
    into[i] = scoreOf(row);
  }
  return into;
}

/** Throws a RangeError unless *matrix* has *columns* columns, and *into* the length of its scores. */
export function checkRows(matrix: Matrix, columns: number, into: Float64Array): void {
  if (matrix.columns !== columns) {
    throw new RangeError(`invalid columns: ${matrix.columns}; the detector takes ${columns}`);
  }
  if (into.length < matrix.rows) {
    throw new RangeError(`invalid array: ${into.length} elements for ${matrix.rows} scores`);
  }
}

/** Returns a scale as arrays of a state, which `restoreScale` reads. */
export function scaleState({fill, center, spread}: Scale): {[name: string]: Float64Array} {
  return {fill, center, spread};
}

/** Returns the scale that is in the arrays of a state; throws a ModelError unless it is sound. */
export function restoreScale(arrays: {[name: string]: Float64Array}, columns: number): Scale {
  const scale = {fill: arrays.fill, center: arrays.center, spread: arrays.spread};
  for (const name of ["fill", "center", "spread"] as const) {
    const array = scale[name];
    requireThat(array?.length === columns, `length of ${name}`, array?.length);
    for (const value of array) {
      requireThat(Math.abs(value) <= bounds.most, `a number of ${name}`, value);
      requireThat(name !== "spread" || value >= bounds.least, "a number of spread", value);
    }
  }
  return scale;
}

/** Returns the mean and the standard deviation of a column, a value that is missing being its median. */
function momentsOf(sorted: Float64Array, rows: number, fill: number) {
  if (sorted.length === 0 || sorted[0] === sorted[sorted.length - 1])
    return {mean: fill, spread: 1};
  const missing = rows - sorted.length;
  const average = (of: (value: number) => number) =>
    sorted.reduce((sum, value) => sum + of(value), missing * of(fill)) / rows;
  const mean = average((value) => value);
  return {mean, spread: Math.sqrt(average((value) => (value - mean) ** 2))};
}

function clamp(value: number): number {
  return value > farthest ? farthest : value < -farthest ? -farthest : value;
}
