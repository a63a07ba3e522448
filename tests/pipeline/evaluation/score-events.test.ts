import {mkdtemp, readFile, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, expect, it} from "vitest";
import {modelFeatures} from "../../../src/core/features/list.js";
import {growForest} from "../../../src/core/forest/grow.js";
import {scoreMatrix} from "../../../src/core/forest/score.js";
import type {Matrix} from "../../../src/core/forest/types.js";
import {readMatrix} from "../../../pipeline/duckdb/matrix.js";
import {literal, openSession} from "../../../pipeline/duckdb/session.js";
import type {Session} from "../../../pipeline/duckdb/session.js";
import {scoreDay} from "../../../pipeline/evaluation/score-events.js";
import {lend} from "../../../pipeline/evaluation/scoring/lent.js";
import {localPool} from "../../../pipeline/evaluation/scoring/pool.js";
import type {ScoringPool} from "../../../pipeline/evaluation/scoring/pool.js";
import {openThreadPool} from "../../../pipeline/evaluation/scoring/threads.js";

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

async function readScores(session: Session, path: string) {
  const found = await session.rows<{event_id: bigint; score: number; score_ml: number}>(
    `SELECT * FROM read_parquet(${literal(path)})`
  );
  return {
    ids: found.map((row) => Number(row.event_id)),
    scores: [
      Float64Array.from(found, (row) => row.score),
      Float64Array.from(found, (row) => row.score_ml)
    ]
  };
}

it.each(pools)("scoreDay(…) writes each event’s two scores in order, with %s", async (_, open) => {
  const session = await openSession({scratch: folder, threads: 2});
  const pool = await open();
  try {
    const lent = lend(pool);
    const out = await mkdtemp(join(folder, "out-"));
    const paths = [1, 2, 3].map((day) => join(out, `day=${day}.parquet`));
    let read = 0;
    const score = (path: string) => scoreDay(session, silver, lent, path, (n) => (read += n));
    expect(await Promise.all(paths.map(score))).toEqual([rows, rows, rows]);
    expect(read).toBe(3 * rows);
    for (const path of paths)
      expect(await readScores(session, path)).toEqual({ids: eventIds, scores: expected});
  } finally {
    await pool.close();
    session.close();
  }
});

it("scoreDay(…) writes the same bytes on any number of threads, alone or beside other days", async () => {
  const session = await openSession({scratch: folder, threads: 2});
  const out = await mkdtemp(join(folder, "out-"));
  const written: Buffer[] = [];
  for (const open of [
    () => localPool(forests, 4096),
    () => openThreadPool(forests, {threads: 2, capacity: 4096, buffers: 3})
  ]) {
    const pool = await open();
    const lent = lend(pool);
    const paths = ["a", "b"].map((name) => join(out, `${name}.parquet`));
    await Promise.all(paths.map((path) => scoreDay(session, silver, lent, path, () => {})));
    for (const path of paths) written.push(await readFile(path));
    await pool.close();
  }
  session.close();
  for (const bytes of written) expect(bytes.equals(written[0])).toBe(true);
});

it("scoreDay(…) of several days rejects for each if the pool fails, and ends", async () => {
  const session = await openSession({scratch: folder});
  const failing: ScoringPool = {
    ...localPool(forests, 4096),
    score: () => Promise.reject(new Error("no thread"))
  };
  const lent = lend(failing);
  const days = ["a", "b"].map((name) =>
    scoreDay(session, silver, lent, join(folder, `${name}.parquet`), () => {})
  );
  const ends = await Promise.allSettled(days);
  session.close();
  expect(ends.map((end) => end.status === "rejected" && String(end.reason))).toEqual([
    "Error: no thread",
    "Error: no thread"
  ]);
});
