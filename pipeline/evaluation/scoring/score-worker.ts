import {parentPort, workerData} from "node:worker_threads";
import type {ScoringBuffer} from "./pool.js";
import {scorerOf} from "./scorer-of.js";
import type {ScoringModel} from "./scorer-of.js";

/** What a thread shares with the others: the models are its own, the rows and the scores are not. */
export interface Shared {
  models: ScoringModel[];
  columns: number;
  buffers: ScoringBuffer[];

  /** The number of the next piece that nobody has taken; one element. */
  next: Int32Array;
}

/** What a thread is asked to score: the first rows of a buffer. */
export interface Request {
  buffer: number;
  rows: number;
}

const piece = 16_384; // rows: several a thread, so that one that is slower takes fewer

const {models, columns, buffers, next} = workerData as Shared;
const scorers = models.map(scorerOf);

parentPort!.on("message", ({buffer, rows}: Request) => {
  const {values, scores} = buffers[buffer];
  for (;;) {
    const from = piece * Atomics.add(next, 0, 1);
    if (from >= rows) break;
    const to = Math.min(rows, from + piece);
    const part = {rows: to - from, columns, values: values.subarray(from * columns, to * columns)};
    scorers.forEach((score, i) => score(part, scores[i].subarray(from, to)));
  }
  parentPort!.postMessage("done");
});
parentPort!.postMessage("ready");
