import {requireThat} from "../forest/check.js";
import {boxTree, maxLevels} from "./box-tree.js";
import type {BoxTree, Reference} from "./box-tree.js";

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
 * Returns a search for the *k* nearest rows; k is at most the number of rows. Rows lie in boxes, and a box is passed over if
 * it begins beyond the rows found so far: what is computed of a box is rounded as what is computed of its rows, so that
 * nothing is missed. A row is given up as soon as its distance is beyond those found, four columns at a time. The result is
 * that of comparing each row, and never depends on an earlier search.
 */
export function nearestOf(reference: Reference, k: number): Nearest {
  const {columns} = reference;
  const {width, values} = widened(reference);
  const tree = boxTree({rows: reference.rows, columns: width, values});
  const squares = new Float64Array(k);
  const distances = new Float64Array(k);
  const found = new Int32Array(k);
  const own = new Float64Array(width);
  const boxes = new Int32Array(maxWaiting);
  const bounds = new Float64Array(maxWaiting);
  const insert = (row: number, square: number) => {
    let place = k - 1;
    for (; place > 0 && isAfter(squares[place - 1], found[place - 1], square, row); --place) {
      squares[place] = squares[place - 1];
      found[place] = found[place - 1];
    }
    squares[place] = square;
    found[place] = row;
  };
  const searchRows = (box: number, except: number) => {
    let worst = squares[k - 1];
    for (let i = tree.from[box], start = i * width; i < tree.to[box]; ++i, start += width) {
      const square = squareTo(own, tree.values, start, worst);
      if (!(square <= worst)) continue;
      const row = tree.order[i];
      if (row === except || (square === worst && !(row < found[k - 1]))) continue;
      insert(row, square);
      worst = squares[k - 1];
    }
  };
  const search = (values: Float64Array, at = 0, except = -1) => {
    for (let column = 0; column < columns; ++column) own[column] = values[at + column];
    squares.fill(Infinity);
    found.fill(-1); // before every row: what is infinitely far is not found
    boxes[0] = 0;
    bounds[0] = 0;
    for (let waiting = 1; waiting > 0;) {
      const box = boxes[--waiting];
      if (bounds[waiting] > squares[k - 1]) continue;
      const left = tree.left[box];
      if (left === 0) {
        searchRows(box, except);
        continue;
      }
      const toLeft = squareToBox(own, tree, left);
      const toRight = squareToBox(own, tree, left + 1);
      const isLeftNear = toLeft <= toRight;
      boxes[waiting] = isLeftNear ? left + 1 : left; // the farther one waits longer
      bounds[waiting++] = isLeftNear ? toRight : toLeft;
      boxes[waiting] = isLeftNear ? left : left + 1;
      bounds[waiting++] = isLeftNear ? toLeft : toRight;
    }
    for (let i = 0; i < k; ++i) distances[i] = Math.sqrt(squares[i]);
  };
  return {distances, rows: found, search};
}

/** Boxes that wait at a time: one a level, and the two of the last. */
const maxWaiting = maxLevels + 2;

/** Tells whether a row that was found comes after another: it is farther, or as far and later in the reference. */
function isAfter(foundSquare: number, foundRow: number, square: number, row: number): boolean {
  return foundSquare > square || (foundSquare === square && foundRow > row);
}

/** Returns the square of the distance to a row, or a part of it that is already beyond *worst*. */
function squareTo(own: Float64Array, others: Float64Array, start: number, worst: number): number {
  let square = 0;
  for (let column = 0; column < own.length && square <= worst; column += 4) {
    const a = own[column] - others[start + column];
    const b = own[column + 1] - others[start + column + 1];
    const c = own[column + 2] - others[start + column + 2];
    const d = own[column + 3] - others[start + column + 3];
    square += a * a + b * b + (c * c + d * d);
  }
  return square;
}

/** Returns the square of the distance to a box: in the order of `squareTo`, so that it is at most that of any row in it. */
function squareToBox(own: Float64Array, {low, high}: BoxTree, box: number): number {
  let square = 0;
  for (let column = 0, i = box * own.length; column < own.length; column += 4, i += 4) {
    const a = outside(own[column], low[i], high[i]);
    const b = outside(own[column + 1], low[i + 1], high[i + 1]);
    const c = outside(own[column + 2], low[i + 2], high[i + 2]);
    const d = outside(own[column + 3], low[i + 3], high[i + 3]);
    square += a * a + b * b + (c * c + d * d);
  }
  return square;
}

/** Returns how far a value lies outside [low, high]; 0 if it does not. */
function outside(value: number, low: number, high: number): number {
  return value < low ? low - value : value > high ? value - high : 0;
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
