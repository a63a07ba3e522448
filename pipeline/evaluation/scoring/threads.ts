import {once} from "node:events";
import {modelFeatures} from "../../../src/core/features/list.js";
import {startWorker} from "../../compiled/start-worker.js";
import type {ScoringBuffer, ScoringPool} from "./pool.js";
import type {Shared} from "./score-worker.js";
import type {ScoringModel} from "./scorer-of.js";

/** How to open a pool of threads. */
export interface ThreadPoolOptions {
  /** How many threads; each takes some 50 ms to start, or half a second where nothing is compiled. */
  threads: number;

  /** How many rows a buffer holds. */
  capacity: number;

  /** How many buffers; defaults to 2. */
  buffers?: number;
}

/** Starts threads that score rows on *models*; they share the rows’ memory. */
export async function openThreadPool(
  models: readonly ScoringModel[],
  {threads, capacity, buffers: count = 2}: ThreadPoolOptions
): Promise<ScoringPool> {
  const columns = modelFeatures.length;
  const buffers: ScoringBuffer[] = Array.from({length: count}, () => ({
    values: new Float32Array(new SharedArrayBuffer(4 * capacity * columns)),
    scores: models.map(() => new Float64Array(new SharedArrayBuffer(8 * capacity)))
  }));
  const next = new Int32Array(new SharedArrayBuffer(4));
  const workerData: Shared = {models: [...models], columns, buffers, next};
  const script = new URL("score-worker.ts", import.meta.url);
  const workers = Array.from({length: threads}, () => startWorker(script, {workerData}));
  await Promise.all(workers.map((worker) => once(worker, "message")));
  return {
    buffers,
    capacity,
    async score(buffer, rows) {
      next[0] = 0;
      const ends = workers.map((worker) => once(worker, "message")); // rejects on "error", too
      for (const worker of workers) worker.postMessage({buffer: buffers.indexOf(buffer), rows});
      await Promise.all(ends);
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    }
  };
}
