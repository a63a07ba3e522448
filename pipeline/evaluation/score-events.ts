import {mkdir} from "node:fs/promises";
import {dirname, join} from "node:path";
import {BIGINT, DOUBLE, DuckDBDataChunk} from "@duckdb/node-api";
import {modelFeatures} from "../../src/core/features/list.js";
import {scorer} from "../../src/core/forest/scorer.js";
import type {Scorer} from "../../src/core/forest/scorer.js";
import type {Forest} from "../../src/core/forest/types.js";
import type {PhaseContext} from "../context.js";
import {copyColumns} from "../duckdb/matrix.js";
import {literal} from "../duckdb/session.js";
import type {Session} from "../duckdb/session.js";

/** A file of SILVER, and where its scores go. */
export interface DayFile {
  /** The path of the Parquet file on this machine. */
  silver: string;

  /** The path of the scores inside the artifact; e.g., `scores/day=2024-04-19.parquet`. */
  scores: string;
}

/**
 * Scores every event of the days with both forests, a day at a time, and writes one Parquet file a
 * day: event_id, score, score_ml, in the order of SILVER. Returns the rows by path.
 */
export async function scoreEvents(
  session: Session,
  days: readonly DayFile[],
  forests: [Forest, Forest],
  folder: string,
  total: number,
  context: PhaseContext
): Promise<{[path: string]: number}> {
  const rows: {[path: string]: number} = {};
  const scorers = forests.map((forest) => scorer(forest));
  let done = 0;
  for (const {silver, scores} of days) {
    await session.run(
      `CREATE OR REPLACE TEMP TABLE day_scores (event_id BIGINT, score DOUBLE, score_ml DOUBLE)`
    );
    rows[scores] = await scoreDay(session, silver, scorers, (n) =>
      context.reporter.progress(done + n, total, "events")
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

async function scoreDay(
  session: Session,
  path: string,
  scorers: Scorer[],
  progress: (rows: number) => void
): Promise<number> {
  const columns = modelFeatures.length;
  const names = modelFeatures.map(({name}) => name).join(", ");
  const appender = await session.connection.createAppender("day_scores");
  let rows = 0;
  for await (const chunk of session.chunks(
    `SELECT event_id, ${names} FROM read_parquet(${literal(path)})`
  )) {
    const matrix = {
      rows: chunk.rowCount,
      columns,
      values: new Float32Array(chunk.rowCount * columns)
    };
    copyColumns(chunk, 1, columns, matrix.values);
    const out = DuckDBDataChunk.create([BIGINT, DOUBLE, DOUBLE], chunk.rowCount);
    out.setColumnValues(0, chunk.getColumnValues(0));
    scorers.forEach((score, i) => out.setColumnValues(1 + i, Array.from(score(matrix))));
    appender.appendDataChunk(out);
    progress((rows += chunk.rowCount));
  }
  appender.flushSync();
  appender.closeSync();
  return rows;
}
