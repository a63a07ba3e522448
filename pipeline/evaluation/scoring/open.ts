import {localPool} from "./pool.js";
import type {ScoringPool} from "./pool.js";
import type {ScoringModel} from "./scorer-of.js";

/** From how many rows on threads pay for their start, and how many they are given at a time. */
const threadsFrom = 400_000;
const batchRows = 65_536;

/** Returns a pool that is fast for *rows* rows in all: *threads* threads, or the caller’s own for few. */
export async function openPool(
  models: readonly ScoringModel[],
  rows: number,
  threads: number
): Promise<ScoringPool> {
  if (rows < threadsFrom || threads < 2) return localPool(models, batchRows);
  const {openThreadPool} = await import("./threads.js");
  return openThreadPool(models, {threads, capacity: batchRows, buffers: 3});
}
