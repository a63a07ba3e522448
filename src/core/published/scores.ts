import {modelFeatures} from "../features/list.js";

/** The scores of a run in memory, in the order of ranks: element i belongs to rank i + 1. */
export interface Scores {
  /** The scores of the first model, descending, and of the second for the same events. */
  score: Float64Array;
  scoreMl: Float64Array;

  /** The code of each label: `labelCodes` of src/core/evaluation/ranking.ts. */
  attack: Uint8Array;

  /** Whether the event lies after the training window: 1 or 0. */
  test: Uint8Array;
}

/**
 * The query that gives the columns of `Scores`, in their order; its parameter is the end of the training
 * window in microseconds since the epoch.
 */
export const scoresSql = `SELECT score, score_ml, coalesce(attack, 255)::UTINYINT, (time >= make_timestamp(CAST(? AS BIGINT)))::TINYINT
    FROM published.events ORDER BY rank`;

/** The columns of the features that models see, in their order; a missing one is NaN. */
export const featuresSql = modelFeatures
  .map(({name}) => `coalesce(${name}, 'nan'::FLOAT)`)
  .join(", ");

/** Allocates the scores of *events* events: 18 bytes each. */
export function allocateScores(events: number): Scores {
  return {
    score: new Float64Array(events),
    scoreMl: new Float64Array(events),
    attack: new Uint8Array(events),
    test: new Uint8Array(events)
  };
}
