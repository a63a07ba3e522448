import {requireThat} from "../forest/check.js";

/** Rows among which the nearest are sought: row after row, scaled. */
export interface Reference {
  rows: number;
  columns: number;
  values: Float64Array;
}

/** The nearest rows of the last search, nearest first; equal distances in the order of the rows. */
export interface Nearest {
  /** Euclidean distances, ascending. */
  distances: Float64Array;

  /** Which rows of the reference they are. */
  rows: Int32Array;

  /**
   * Seeks the rows nearest to the one that starts at *at* in *values*, without row *except* of
   * the reference.
   */
  search(values: Float64Array, at?: number, except?: number): void;
}

const largest = 1e90; // of a scaled value: its square, summed over the columns, is still a number

/**
 * Returns a search for the *k* nearest rows by comparing each; k is at most the number of rows. A row
 * is given up as soon as its distance is beyond those found, four columns at a time. The result never
 * depends on an earlier search.
 */
export function nearestOf(reference: Reference, k: number): Nearest {
  const {rows, columns} = reference;
  const {width, values: others} = widened(reference);
  const squares = new Float64Array(k);
  const distances = new Float64Array(k);
  const found = new Int32Array(k);
  const own = new Float64Array(width);
  const insert = (row: number, square: number) => {
    let place = k - 1;
    for (; place > 0 && squares[place - 1] > square; --place) {
      squares[place] = squares[place - 1];
      found[place] = found[place - 1];
    }
    squares[place] = square;
    found[place] = row;
  };
  const search = (values: Float64Array, at = 0, except = -1) => {
    for (let column = 0; column < columns; ++column) own[column] = values[at + column];
    squares.fill(Infinity);
    let worst = Infinity;
    for (let row = 0, start = 0; row < rows; ++row, start += width) {
      let square = 0;
      for (let column = 0; column < width && square < worst; column += 4) {
        const a = own[column] - others[start + column];
        const b = own[column + 1] - others[start + column + 1];
        const c = own[column + 2] - others[start + column + 2];
        const d = own[column + 3] - others[start + column + 3];
        square += a * a + b * b + (c * c + d * d);
      }
      if (!(square < worst) || row === except) continue;
      insert(row, square);
      worst = squares[k - 1];
    }
    for (let i = 0; i < k; ++i) distances[i] = Math.sqrt(squares[i]);
  };
  return {distances, rows: found, search};
}

/** Returns the rows with columns of 0 added, up to a multiple of four. */
function widened({rows, columns, values}: Reference): {width: number; values: Float64Array} {
  const width = Math.ceil(columns / 4) * 4;
  const wide = new Float64Array(rows * width);
  for (let row = 0; row < rows; ++row) {
    wide.set(values.subarray(row * columns, (row + 1) * columns), row * width);
  }
  return {width, values: wide};
}

/** Throws a ModelError unless *values* are whole rows of numbers that distances can be computed of. */
export function checkReference(values: Float64Array | undefined, rows: number, columns: number) {
  requireThat(values?.length === rows * columns, "length of reference", values?.length);
  for (const value of values) {
    requireThat(Math.abs(value) <= largest, "a number of reference", value);
  }
  return {rows, columns, values};
}
