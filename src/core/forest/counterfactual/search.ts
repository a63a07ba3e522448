import type {Distance} from "./distance.js";
import {pathLengthOf, scoreMatrix} from "../score.js";
import type {Forest} from "../types.js";

/** The move of one column. */
export interface ColumnChange {
  column: number;

  /** What the row has, and what it would have to have; in single precision. */
  from: number;
  to: number;
}

/** The smallest change that brings a row below a threshold. */
export interface Counterfactual {
  /** The columns to change: none if the row is below already, one, or two in ascending order. */
  changes: ColumnChange[];

  /** The score of the changed row, with the bits that `scoreMatrix` gives it; below the threshold. */
  score: number;

  /** How far the values of *changes* move in all. */
  distance: number;

  /**
   * Whether nothing smaller exists, but for rounding to what can be read: always for one column; for
   * two, if the thorough search came to an end before its *tries* did.
   */
  exact: boolean;
}

/** Columns with the values they are given. */
export type Moves = readonly (readonly [column: number, to: number])[];

/** The search for a change of one row. */
export interface Search {
  row: Float32Array;

  /** The score of the row as it is. */
  score: number;

  /**
   * The summed path length, in levels, without which no row is below the threshold. A little less
   * than that: sums in another order differ in their last bits, and `rescored` has the last word.
   */
  sumAtLeast: number;

  /** Returns the score of the row once it is changed if that is below the threshold, or undefined. */
  rescored(moves: Moves): number | undefined;

  /** Returns *moves* as they are handed out. */
  answer(moves: Moves, score: number, distance: Distance, exact: boolean): Counterfactual;
}

const rounding = 1e-9; // relative; sums of path lengths are off by some 1e-13

/** Returns the search for a change of *row* after which its score in *forest* is below *threshold*. */
export function search(forest: Forest, row: Float32Array, threshold: number): Search {
  const changed = Float32Array.from(row);
  const matrix = {rows: 1, columns: row.length, values: changed};
  const into = new Float64Array(1);
  const [score] = scoreMatrix(forest, matrix, into);
  const sum = pathLengthOf(forest, threshold) * forest.roots.length;
  return {
    row,
    score,
    sumAtLeast: sum - rounding * (1 + sum),
    rescored(moves) {
      changed.set(row);
      for (const [column, to] of moves) changed[column] = to;
      scoreMatrix(forest, matrix, into);
      return into[0] < threshold ? into[0] : undefined;
    },
    answer(moves, score, distance, exact) {
      const changes = moves
        .map(([column, to]) => ({column, from: row[column], to}))
        .sort((a, b) => a.column - b.column);
      const far = changes.reduce((sum, {column, from, to}) => sum + distance(column, from, to), 0);
      return {changes, score, distance: far, exact};
    }
  };
}
