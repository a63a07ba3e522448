import type {Matrix} from "../../src/core/forest/types.js";
import {readMatrix} from "./matrix.js";
import {literals} from "./session.js";
import type {Session} from "./session.js";

/** The rows to draw. */
export interface DrawRowsOptions {
  /** The columns to read, all FLOAT. */
  columns: readonly string[];

  /** Rows before this time alone, in microseconds since the epoch. */
  until: number;

  /** The SQL of what holds of each row; defaults to all. */
  only?: string;

  /** The number of rows that there are to draw from. */
  rows: number;

  /** The number of rows to draw: all, if there are fewer. */
  size: number;
  seed: number;
}

/**
 * Draws rows from the Parquet files at *paths*. Which rows are drawn depends on their event_id and *seed* alone (those
 * with the smallest MD5 of the two), so that partitions can be sampled apart and merged, in any order, with the same result.
 * Throws an Error if other than *rows* are there to draw from, and fewer are drawn.
 */
export async function drawRows(
  session: Session,
  paths: string[],
  {columns, until, only = "true", rows, size, seed}: DrawRowsOptions
): Promise<Matrix> {
  const matrix = await readMatrix(
    session,
    `SELECT ${columns.join(", ")} FROM read_parquet(${literals(paths)})
    WHERE time < make_timestamp(CAST(? AS BIGINT)) AND ${only}
    ORDER BY md5_number_lower(concat(CAST(? AS VARCHAR), ':', event_id)), event_id LIMIT ?`,
    columns.length,
    size,
    [BigInt(until), seed, size]
  );
  const due = Math.min(size, rows);
  if (matrix.rows !== due) throw new Error(`events lost: ${matrix.rows} drawn of ${due}`);
  return matrix;
}
