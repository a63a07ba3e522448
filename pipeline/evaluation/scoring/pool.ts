import {scorer} from "../../../src/core/forest/scorer.js";
import type {Forest} from "../../../src/core/forest/types.js";

/** Room for rows that are scored together, and for their scores. */
export interface Room {
  /** The values of its rows, row after row; single precision. */
  values: Float32Array;

  /** For each forest, the scores of its rows. */
  scores: Float64Array[];
}

/** What scores rows on several forests. Which thread scores a row does not change the row’s bits. */
export interface ScoringPool {
  /** Where rows are put; while those of one are scored, another can be filled. */
  rooms: readonly Room[];

  /** How many rows each room holds. */
  capacity: number;

  /** Scores the first *rows* rows of *room*, one room at a time; rejects if a thread fails. */
  score(room: Room, rows: number): Promise<void>;

  /** Ends the threads. */
  close(): Promise<void>;
}

/** Returns a pool that scores on the thread of its caller. All forests must have the same columns. */
export function localPool(forests: readonly Forest[], capacity: number): ScoringPool {
  const scorers = forests.map((forest) => scorer(forest));
  const [{columns}] = forests;
  const room: Room = {
    values: new Float32Array(capacity * columns),
    scores: forests.map(() => new Float64Array(capacity))
  };
  return {
    rooms: [room],
    capacity,
    async score({values, scores}, rows) {
      scorers.forEach((score, i) => score({rows, columns, values}, scores[i]));
    },
    async close() {}
  };
}
