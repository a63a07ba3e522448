import type {Counterfactual} from "./counterfactual.js";
import type {Distance} from "./counterfactual-distance.js";
import {pathLengthOf, scoreMatrix} from "./score.js";
import type {Forest} from "./types.js";

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
