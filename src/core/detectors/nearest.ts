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
   * Seeks the rows nearest to the one that starts at *at* in *values*, leaving out row *except* of
   * the reference.
   */
  search(values: Float64Array, at?: number, except?: number): void;
}

const largest = 1e90; // of a scaled value: its square, summed over the columns, is still a number

/**
 * Returns a search for the *k* nearest rows by comparing each; k is at most the number of rows. A row
 * is given up as soon as its distance is beyond those found, so that it takes some tenths of the time
 * of all distances. The result never depends on an earlier search.
 */
export function nearestOf({rows, columns, values: reference}: Reference, k: number): Nearest {
  const squares = new Float64Array(k);
  const distances = new Float64Array(k);
  const found = new Int32Array(k);
  const search = (values: Float64Array, at = 0, except = -1) => {
    squares.fill(Infinity);
    let worst = Infinity;
    for (let row = 0, start = 0; row < rows; ++row, start += columns) {
      let square = 0;
      let column = 0;
      for (; column < columns && square < worst; ++column) {
        const difference = values[at + column] - reference[start + column];
        square += difference * difference;
      }
      if (!(square < worst) || row === except) continue;
      let place = k - 1;
      for (; place > 0 && squares[place - 1] > square; --place) {
        squares[place] = squares[place - 1];
        found[place] = found[place - 1];
      }
      squares[place] = square;
      found[place] = row;
      worst = squares[k - 1];
    }
    for (let i = 0; i < k; ++i) distances[i] = Math.sqrt(squares[i]);
  };
  return {distances, rows: found, search};
}

/** Throws a ModelError unless *values* are whole rows of numbers that distances can be computed of. */
export function checkReference(values: Float64Array | undefined, rows: number, columns: number) {
  requireThat(values?.length === rows * columns, "length of reference", values?.length);
  for (const value of values) {
    requireThat(Math.abs(value) <= largest, "a number of reference", value);
  }
  return {rows, columns, values};
}
