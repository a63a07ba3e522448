import {parentPort, workerData} from "node:worker_threads";
import {scorer} from "../../../src/core/forest/scorer.js";
import type {Forest} from "../../../src/core/forest/types.js";
import type {ScoringBuffer} from "./pool.js";

/** What a thread shares with the others: the forests are its own, the rows and the scores are not. */
export interface Shared {
  forests: Forest[];
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

const {forests, columns, buffers, next} = workerData as Shared;
const scorers = forests.map((forest) => scorer(forest));

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
