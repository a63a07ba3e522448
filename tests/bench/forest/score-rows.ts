import {parentPort, workerData} from "node:worker_threads";
import {scorer} from "../../../src/core/forest/scorer.js";
import type {Forest, Matrix} from "../../../src/core/forest/types.js";

/** What a worker shares with the others: the forest is its own, the rows and the scores are not. */
export interface Shared {
  forest: Forest;
  matrix: Matrix;
  scores: Float64Array;

  /** The number of the next piece that nobody has taken; one element. */
  next: Int32Array;

  /** The rows of a piece. */
  piece: number;
}

const {forest, matrix, scores, next, piece} = workerData as Shared;
const score = scorer(forest);

// Pieces are taken as each worker is free; which one scores a row does not change the row’s bits.
parentPort!.on("message", () => {
  for (;;) {
    const from = piece * Atomics.add(next, 0, 1);
    if (from >= matrix.rows) break;
    const to = Math.min(matrix.rows, from + piece);
    const values = matrix.values.subarray(from * matrix.columns, to * matrix.columns);
    score({rows: to - from, columns: matrix.columns, values}, scores.subarray(from, to));
  }
  parentPort!.postMessage("done");
});
parentPort!.postMessage("ready");
