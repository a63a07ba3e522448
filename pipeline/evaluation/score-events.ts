import {modelFeatures} from "../../src/core/features/list.js";
import {copyColumns} from "../duckdb/matrix.js";
import {plainParquet} from "../duckdb/plain-parquet.js";
import type {ColumnType, PlainColumn} from "../duckdb/plain-parquet.js";
import {literal} from "../duckdb/session.js";
import type {Session} from "../duckdb/session.js";
import {maybeNumbers} from "../duckdb/vectors.js";
import type {LentBuffer, LentPool} from "./scoring/lent.js";

/** The columns of a file of scores. */
const columns: {name: string; type: ColumnType}[] = [
  {name: "event_id", type: "BIGINT"},
  {name: "score", type: "DOUBLE"},
  {name: "score_ml", type: "DOUBLE"}
];

/**
 * Scores every event of the file of SILVER at *silver* with the two models of *pool*, and writes one Parquet file at *path*:
 * event_id, score, score_ml, in the order of SILVER. Returns the number of rows. The rows of a batch are read while another
 * batch, of the same day or of another, is scored; a row group is a batch, so that the bytes depend on the capacity of the
 * pool and on nothing else of it. *progress* is called with the rows that were read since the last time.
 */
export async function scoreDay(
  session: Session,
  silver: string,
  pool: LentPool,
  path: string,
  progress: (rows: number) => void
): Promise<number> {
  const names = modelFeatures.map(({name}) => name).join(", ");
  const file = plainParquet(path, columns);
  const given: Promise<void>[] = [];
  let lent: LentBuffer | undefined;
  let filled = 0;
  let rows = 0;
  const handOver = () => {
    if (!lent) return;
    const count = filled;
    given.push(pool.score(lent, count, (batch) => file.writeGroup(groupOf(batch, count))));
    given.at(-1)!.catch(() => {}); // it is awaited below, where it rejects
    lent = undefined;
    filled = 0;
  };
  try {
    const sql = `SELECT event_id, ${names} FROM read_parquet(${literal(silver)})`;
    for await (const chunk of session.chunks(sql)) {
      const count = chunk.rowCount;
      const ids = maybeNumbers(chunk.getColumnVector(0));
      if (!(ids instanceof BigInt64Array)) throw new Error(`invalid event_id in ${silver}: null`);
      for (let from = 0; from < count;) {
        lent ??= await pool.take();
        const to = Math.min(count, from + pool.capacity - filled);
        copyColumns(chunk, 1, modelFeatures.length, lent.buffer.values, filled, {from, to});
        lent.ids.set(ids.subarray(from, to), filled);
        filled += to - from;
        from = to;
        if (filled === pool.capacity) handOver();
      }
      rows += count;
      progress(count);
    }
    handOver();
  } finally {
    if (lent) pool.giveBack(lent);
    await Promise.allSettled(given); // what is being scored writes to the file
    file.close();
  }
  await Promise.all(given);
  return rows;
}

/** Returns the first *rows* rows of a batch as columns. */
function groupOf({ids, buffer}: LentBuffer, rows: number): PlainColumn[] {
  return [ids, ...buffer.scores].map((values) => {
    const {buffer: memory, byteOffset, BYTES_PER_ELEMENT} = values;
    const bytes = new Uint8Array(memory, byteOffset, rows * BYTES_PER_ELEMENT);
    return {rows, nulls: 0, values: () => bytes, validity: () => new Uint8Array(0)};
  });
}
