import {modelFeatures} from "../../../src/core/features/list.js";
import {scorerOf} from "./scorer-of.js";
import type {ScoringModel} from "./scorer-of.js";

/** ScoringBuffer for rows that are scored together, and for their scores. */
export interface ScoringBuffer {
  /** The values of its rows, row after row; single precision. */
  values: Float32Array;

  /** For each model, the scores of its rows. */
  scores: Float64Array[];
}

/** What scores rows on several models. Which thread scores a row does not change the row’s bits. */
export interface ScoringPool {
  /** Where rows are put; while those of one are scored, another can be filled. */
  buffers: readonly ScoringBuffer[];

  /** How many rows each buffer holds. */
  capacity: number;

  /** Scores the first *rows* rows of *buffer*, one buffer at a time; rejects if a thread fails. */
  score(buffer: ScoringBuffer, rows: number): Promise<void>;

  /** Ends the threads. */
  close(): Promise<void>;
}

/** Returns a pool that scores on the thread of its caller.  */
export function localPool(models: readonly ScoringModel[], capacity: number): ScoringPool {
  const scorers = models.map(scorerOf);
  const columns = modelFeatures.length;
  const buffer: ScoringBuffer = {
    values: new Float32Array(capacity * columns),
    scores: models.map(() => new Float64Array(capacity))
  };
  return {
    buffers: [buffer],
    capacity,
    async score({values, scores}, rows) {
      scorers.forEach((score, i) => score({rows, columns, values}, scores[i]));
    },
    async close() {}
  };
}
