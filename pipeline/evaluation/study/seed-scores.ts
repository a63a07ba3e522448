import {literal} from "../../duckdb/session.js";
import type {Session} from "../../duckdb/session.js";
import {readMatrix} from "../../duckdb/matrix.js";

/** Writes the scores of events by seed as Parquet to *path*: one row per event, in the order of *ids*, one column per seed. */
export async function writeSeedScores(
  session: Session,
  {ids, seeds, scores}: {ids: readonly bigint[]; seeds: readonly number[]; scores: Float32Array[]},
  path: string
): Promise<void> {
  await session.beside(async (own) => {
    const columns = seeds.map((seed) => `seed_${seed} FLOAT`).join(", ");
    await own.run(`CREATE TEMP TABLE seed_scores (event_id BIGINT, ${columns})`);
    const appender = await own.connection.createAppender("seed_scores");
    ids.forEach((id, i) => {
      appender.appendBigInt(id);
      for (const values of scores) appender.appendFloat(values[i]);
      appender.endRow();
    });
    appender.closeSync();
    await own.run(`COPY seed_scores TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd)`);
  });
}

/** Reads the scores of *events* events that `writeSeedScores` wrote, by seed. Throws an Error if they are another number. */
export async function readSeedScores(
  session: Session,
  path: string,
  {seeds, events}: {seeds: readonly number[]; events: number}
): Promise<Float32Array[]> {
  const columns = seeds.map((seed) => `seed_${seed}`).join(", ");
  const table = `read_parquet(${literal(path)}, hive_partitioning = false)`;
  const {rows, values} = await readMatrix(
    session,
    `SELECT ${columns} FROM ${table} ORDER BY event_id`,
    seeds.length,
    events
  );
  if (rows !== events) throw new Error(`events lost: ${rows} scored of ${events}`);
  return seeds.map((_, j) =>
    Float32Array.from({length: rows}, (_, i) => values[i * seeds.length + j])
  );
}
