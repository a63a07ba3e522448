import {once} from "node:events";
import {Worker} from "node:worker_threads";
import type {Forest, Matrix} from "../../../src/core/forest/types.js";
import type {Shared} from "./score-rows.js";

/** Threads that score the rows of one matrix, which they share. */
export interface Pool {
  /** Scores every row; the array is the same at each call. Rejects if a thread fails. */
  score(): Promise<Float64Array>;

  /** Ends the threads. */
  close(): Promise<void>;
}

const piece = 16_384; // rows: several a thread, so that one that is slower takes fewer

/** Starts *threads* threads with *forest* and *matrix*, whose values must be in shared memory. */
export async function openPool(forest: Forest, matrix: Matrix, threads: number): Promise<Pool> {
  const scores = new Float64Array(new SharedArrayBuffer(8 * matrix.rows));
  const next = new Int32Array(new SharedArrayBuffer(4));
  const workerData: Shared = {forest, matrix, scores, next, piece};
  const script = new URL("./score-worker.js", import.meta.url);
  const workers = Array.from({length: threads}, () => new Worker(script, {workerData}));
  await Promise.all(workers.map((worker) => once(worker, "message")));
  return {
    async score() {
      next[0] = 0;
      const ends = workers.map((worker) => once(worker, "message"));
      for (const worker of workers) worker.postMessage("score");
      await Promise.all(ends);
      return scores;
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    }
  };
}
