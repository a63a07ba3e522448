import {scorer} from "../../../src/core/forest/scorer.js";
import type {Forest} from "../../../src/core/forest/types.js";

/** ScoringBuffer for rows that are scored together, and for their scores. */
export interface ScoringBuffer {
  /** The values of its rows, row after row; single precision. */
  values: Float32Array;

  /** For each forest, the scores of its rows. */
  scores: Float64Array[];
}

/** What scores rows on several forests. Which thread scores a row does not change the row’s bits. */
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

/** Returns a pool that scores on the thread of its caller. All forests must have the same columns. */
export function localPool(forests: readonly Forest[], capacity: number): ScoringPool {
  const scorers = forests.map((forest) => scorer(forest));
  const [{columns}] = forests;
  const buffer: ScoringBuffer = {
    values: new Float32Array(capacity * columns),
    scores: forests.map(() => new Float64Array(capacity))
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
