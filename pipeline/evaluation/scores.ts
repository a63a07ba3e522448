import {allocateScores, scoresSql} from "../../src/core/published/scores.js";
import type {Scores} from "../../src/core/published/scores.js";
import type {Session} from "../duckdb/session.js";
import {maybeNumbers} from "../duckdb/vectors.js";

/**
 * Reads the scores of every event from `published.events`; *until* is the end of the training window in
 * microseconds since the epoch. 18 bytes an event.
 */
export async function readScores(session: Session, events: number, until: number): Promise<Scores> {
  const scores: Scores = allocateScores(events);
  let row = 0;
  for await (const chunk of session.chunks(scoresSql, [BigInt(until)])) {
    const count = chunk.rowCount;
    if (row + count > events) throw new Error(`events lost: over ${events} published`);
    const columns = [scores.score, scores.scoreMl, scores.attack, scores.test];
    columns.forEach((column, j) => {
      const vector = chunk.getColumnVector(j);
      const numbers = maybeNumbers(vector);
      if (numbers && !(numbers instanceof BigInt64Array)) column.set(numbers, row);
      else for (let i = 0; i < count; ++i) column[row + i] = vector.getItem(i) as number;
    });
    row += count;
  }
  if (row !== events) throw new Error(`events lost: ${row} published of ${events}`);
  return scores;
}
