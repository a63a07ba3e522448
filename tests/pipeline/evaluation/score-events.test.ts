import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, expect, it} from "vitest";
import {modelFeatures} from "../../../src/core/features/list.js";
import {growForest} from "../../../src/core/forest/grow.js";
import {scoreMatrix} from "../../../src/core/forest/score.js";
import type {Matrix} from "../../../src/core/forest/types.js";
import {readMatrix} from "../../../pipeline/duckdb/matrix.js";
import {literal, openSession} from "../../../pipeline/duckdb/session.js";
import {scoreEvents} from "../../../pipeline/evaluation/score-events.js";
import {localPool} from "../../../pipeline/evaluation/scoring/pool.js";
import type {ScoringPool} from "../../../pipeline/evaluation/scoring/pool.js";
import {openThreadPool} from "../../../pipeline/evaluation/scoring/threads.js";
import {testContext} from "../ingestion/test-context.js";

const rows = 20_011; // ten batches of the smallest pool, the last not full
const folder = await mkdtemp(join(tmpdir(), "atalaya-scoring-"));
afterAll(() => rm(folder, {recursive: true, force: true}));
const silver = join(folder, "silver.parquet");
const names = modelFeatures.map(({name}) => name);

/** Writes a day of *rows* events whose features follow from their numbers, and returns the matrix. */
async function writeDay(): Promise<Matrix> {
  const session = await openSession({scratch: folder});
  const columns = names.map((name, j) => `CAST(sin(i * ${j + 1}) AS FLOAT) AS ${name}`);
  await session.run(
    `COPY (SELECT i AS event_id, ${columns.join(", ")} FROM range(${rows}) AS numbers(i)) TO ${literal(silver)}`
  );
  const sql = `SELECT ${names.join(", ")} FROM read_parquet(${literal(silver)})`;
  const matrix = await readMatrix(session, sql, names.length, rows);
  session.close();
  return matrix;
}

const eventIds = Array.from({length: rows}, (_, i) => i);
const matrix = await writeDay();
const forests = [growForest(matrix, {seed: 1}), growForest(matrix, {seed: 2, trees: 10})];
const expected = forests.map((forest) => scoreMatrix(forest, matrix));

const pools: [string, () => ScoringPool | Promise<ScoringPool>][] = [
  ["one buffer", () => localPool(forests, 65_536)],
  ["many batches", () => localPool(forests, 4096)],
  ["threads", () => openThreadPool(forests, {threads: 2, capacity: 65_536})],
  ["threads and many batches", () => openThreadPool(forests, {threads: 2, capacity: 2048})]
];

it.each(pools)(
  "scoreEvents(…) writes each event’s two scores in order, with %s",
  async (_, open) => {
    const {reporter} = await testContext();
    const session = await openSession({scratch: folder, threads: 2});
    const pool = await open();
    try {
      const out = await mkdtemp(join(folder, "out-"));
      const days = [{silver, scores: "scores/day=1.parquet"}];
      const written = await scoreEvents(session, days, pool, out, rows, reporter);
      expect(written).toEqual({"scores/day=1.parquet": rows});
      const path = literal(join(out, "scores/day=1.parquet"));
      const found = await session.rows<{event_id: bigint; score: number; score_ml: number}>(
        `SELECT * FROM read_parquet(${path})`
      );
      expect(found.map((row) => Number(row.event_id))).toEqual(eventIds);
      expect(Float64Array.from(found, (row) => row.score)).toEqual(expected[0]);
      expect(Float64Array.from(found, (row) => row.score_ml)).toEqual(expected[1]);
    } finally {
      await pool.close();
      session.close();
    }
  }
);
