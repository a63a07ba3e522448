import {mkdir} from "node:fs/promises";
import {dirname, join} from "node:path";
import {BIGINT, DOUBLE, DuckDBDataChunk} from "@duckdb/node-api";
import type {DuckDBAppender, DuckDBValue} from "@duckdb/node-api";
import {modelFeatures} from "../../src/core/features/list.js";
import type {Reporter} from "../artifacts/context.js";
import {copyColumns} from "../duckdb/matrix.js";
import {literal} from "../duckdb/session.js";
import type {Session} from "../duckdb/session.js";
import type {ScoringBuffer, ScoringPool} from "./scoring/pool.js";

/** A file of SILVER, and where its scores go. */
export interface DayFile {
  /** The path of the Parquet file on this machine. */
  silver: string;

  /** The path of the scores inside the artifact; e.g., `scores/day=2024-04-19.parquet`. */
  scores: string;
}

/**
 * Scores every event of the days with the two forests of *pool*, a day at a time, and writes one
 * Parquet file a day: event_id, score, score_ml, in the order of SILVER. Returns the rows by path. A
 * pool of threads scores one batch while this thread reads the next.
 */
export async function scoreEvents(
  session: Session,
  days: readonly DayFile[],
  pool: ScoringPool,
  folder: string,
  total: number,
  reporter: Reporter
): Promise<{[path: string]: number}> {
  const rows: {[path: string]: number} = {};
  let done = 0;
  for (const {silver, scores} of days) {
    await session.run(
      `CREATE OR REPLACE TEMP TABLE day_scores (event_id BIGINT, score DOUBLE, score_ml DOUBLE)`
    );
    rows[scores] = await scoreDay(session, silver, pool, (n) =>
      reporter.progress(done + n, total, "events")
    );
    done += rows[scores];
    await mkdir(dirname(join(folder, scores)), {recursive: true});
    await session.run(
      `COPY day_scores TO ${literal(join(folder, scores))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)`
    );
  }
  await session.run(`DROP TABLE IF EXISTS day_scores`);
  if (done !== total) throw new Error(`events lost: ${done} scored of ${total}`);
  return rows;
}

/** A buffer with the events whose rows it holds: the ids of each chunk that was read. */
interface Batch {
  buffer: ScoringBuffer;
  ids: DuckDBValue[][];
  rows: number;
}

async function scoreDay(
  session: Session,
  path: string,
  pool: ScoringPool,
  progress: (rows: number) => void
): Promise<number> {
  const names = modelFeatures.map(({name}) => name).join(", ");
  const appender = await session.connection.createAppender("day_scores");
  const batches = pool.buffers.map((buffer): Batch => ({buffer, ids: [], rows: 0}));
  let turn = 0;
  let scored: {batch: Batch; end: Promise<void>} | undefined;
  let rows = 0;
  const settle = async () => {
    await scored?.end;
    const batch = scored?.batch;
    scored = undefined;
    return batch;
  };
  const handOver = async () => {
    const before = await settle(); // a pool scores one buffer at a time
    const batch = batches[turn];
    scored = {batch, end: pool.score(batch.buffer, batch.rows)};
    scored.end.catch(() => {}); // it is awaited in settle, where it rejects
    turn = (turn + 1) % batches.length;
    if (before) append(appender, before);
    if (batches.length === 1) append(appender, (await settle())!);
  };
  const chunks = session.chunks(`SELECT event_id, ${names} FROM read_parquet(${literal(path)})`);
  for await (const chunk of chunks) {
    if (batches[turn].rows + chunk.rowCount > pool.capacity) await handOver();
    const batch = batches[turn];
    copyColumns(chunk, 1, modelFeatures.length, batch.buffer.values, batch.rows);
    batch.ids.push(chunk.getColumnValues(0));
    batch.rows += chunk.rowCount;
    progress((rows += chunk.rowCount));
  }
  await handOver();
  const last = await settle();
  if (last) append(appender, last);
  appender.flushSync();
  appender.closeSync();
  return rows;
}

/** Appends the scores of *batch* to the table, and empties it. */
function append(appender: DuckDBAppender, batch: Batch): void {
  let from = 0;
  for (const ids of batch.ids) {
    const to = from + ids.length;
    const out = DuckDBDataChunk.create([BIGINT, DOUBLE, DOUBLE], ids.length);
    out.setColumnValues(0, ids);
    batch.buffer.scores.forEach((scores, i) =>
      out.setColumnValues(1 + i, Array.from(scores.subarray(from, to)))
    );
    appender.appendDataChunk(out);
    from = to;
  }
  batch.ids = [];
  batch.rows = 0;
}
