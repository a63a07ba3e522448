import {modelFeatures} from "../../core/features/list.js";
import type {Scorer} from "../../core/forest/scorer.js";
import {allocateScores, featuresSql} from "../../core/published/scores.js";
import type {Scores} from "../../core/published/scores.js";
import type {CheckedDatabase} from "./open-events.js";
import type {StatementCheck} from "./verification.js";

/** How many events are scored at a time. */
const chunk = 25_000;

/** How to rescore the published events. */
export interface RescoreOptions {
  /** How many events the signed manifest says there are. */
  events: number;

  /** The end of the training window, in microseconds since the epoch. */
  until: number;

  /** The names of the models, and what scores with them. */
  models: readonly {name: string; score: Scorer}[];

  /** What scores with the other models of the site, whose scores are not published; defaults to none. */
  others?: readonly Scorer[];

  /** Gets how many events are done. */
  onProgress: (done: number) => void;
}

/** The scores as published, and the checks of them. */
export interface Rescored {
  scores: Scores;

  /** The score of each event, in the order of *scores*, by each of the other models. */
  others: Float64Array[];
  checks: Omit<StatementCheck, "figures">[];
  scored: number;
}

/**
 * Rescores every event of *database* from its published features, with both models, and compares the bits;
 * of each model the first event that differs is named. Memory holds the scores and one part of the rows.
 */
export async function rescoreEvents(
  database: CheckedDatabase,
  {events, until, models, others = [], onProgress}: RescoreOptions
): Promise<Rescored> {
  const scores = allocateScores(events);
  const published = [scores.score, scores.scoreMl];
  const found = models.map(() => ({differing: 0, first: ""}));
  const otherScores = others.map(() => new Float64Array(events));
  let done = 0;
  for (let from = 1; from <= events; from += chunk) {
    const part = await readPart(database, from, Math.min(events, from + chunk - 1), until);
    if (part.matrix.rows === 0) break;
    scores.score.set(part.score, done);
    scores.scoreMl.set(part.scoreMl, done);
    scores.attack.set(part.attack, done);
    scores.test.set(part.test, done);
    models.forEach(({score}, m) => {
      const computed = score(part.matrix);
      for (let i = 0; i < computed.length; ++i) {
        const due = published[m][done + i];
        if (Object.is(computed[i], due)) continue;
        found[m].first ||= `event ${part.event[i]}: published ${due}, computed ${computed[i]}`;
        ++found[m].differing;
      }
    });
    others.forEach((score, m) => score(part.matrix, otherScores[m].subarray(done)));
    done += part.matrix.rows;
    onProgress(done);
  }
  const rows = {
    what: "events in events.duckdb",
    expected: String(events),
    found: String(done),
    ok: done === events
  };
  const checks = models.map(({name}, m) => ({
    what: `scores of ${name}`,
    expected: `${done} equal to the last bit`,
    found: found[m].differing
      ? `${done - found[m].differing} equal; ${found[m].first}`
      : `${done} equal to the last bit`,
    ok: found[m].differing === 0
  }));
  const scored = done * (models.length + others.length);
  return {scores, others: otherScores, checks: [rows, ...checks], scored};
}

/** Reads the events of a range of ranks, their features as the rows of a matrix. */
async function readPart({connection}: CheckedDatabase, from: number, to: number, until: number) {
  const table = await connection.query(
    `SELECT CAST(event_id AS DOUBLE), score, score_ml, coalesce(attack, 255)::UTINYINT,
      (time >= make_timestamp(${BigInt(until)}))::UTINYINT, ${featuresSql}
    FROM published.events WHERE rank BETWEEN ${from} AND ${to} ORDER BY rank`
  );
  const column = <T>(j: number) => table.getChildAt(j)!.toArray() as T;
  const columns = modelFeatures.length;
  const rows = table.numRows;
  const values = new Float32Array(rows * columns);
  for (let j = 0; j < columns; ++j) {
    const feature = column<Float32Array>(5 + j);
    for (let i = 0; i < rows; ++i) values[i * columns + j] = feature[i];
  }
  return {
    event: column<Float64Array>(0),
    score: column<Float64Array>(1),
    scoreMl: column<Float64Array>(2),
    attack: column<Uint8Array>(3),
    test: column<Uint8Array>(4),
    matrix: {rows, columns, values}
  };
}
