import {labelCodes} from "../../src/core/metrics/ranking.js";
import type {Session} from "../duckdb/session.js";

/** The scores of a run in memory, in the order of ranks: element i belongs to rank i + 1. */
export interface Scores {
  /** The scores of the first model, descending, and of the second for the same events. */
  score: Float64Array;
  scoreMl: Float64Array;

  /** The code of each label: `labelCodes` of src/core/metrics/ranking.ts. */
  attack: Uint8Array;

  /** Whether the event lies after the training window: 1 or 0. */
  test: Uint8Array;
}

/**
 * Reads the scores of every event from `lake.events`; *until* is the end of the training window in
 * microseconds since the epoch. 18 bytes an event.
 */
export async function readScores(session: Session, events: number, until: number): Promise<Scores> {
  const scores: Scores = {
    score: new Float64Array(events),
    scoreMl: new Float64Array(events),
    attack: new Uint8Array(events),
    test: new Uint8Array(events)
  };
  let row = 0;
  const sql = `SELECT score, score_ml, coalesce(attack, ${labelCodes.unlabelled})::UTINYINT, (time >= make_timestamp(CAST(? AS BIGINT)))::TINYINT
    FROM lake.events ORDER BY rank`;
  for await (const chunk of session.chunks(sql, [BigInt(until)])) {
    const columns = [scores.score, scores.scoreMl, scores.attack, scores.test];
    columns.forEach((column, j) => {
      const vector = chunk.getColumnVector(j);
      for (let i = 0; i < chunk.rowCount; ++i) column[row + i] = vector.getItem(i) as number;
    });
    row += chunk.rowCount;
  }
  if (row !== events) throw new Error(`events lost: ${row} published of ${events}`);
  return scores;
}
