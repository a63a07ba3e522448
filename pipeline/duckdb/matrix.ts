import type {DuckDBDataChunk} from "@duckdb/node-api";
import type {Matrix} from "../../src/core/forest/types.js";
import type {Bindable, Session} from "./session.js";

/**
 * Copies the columns [first, first + columns) of *chunk*, all FLOAT, into *values* row after row,
 * beginning at row *row*. A null becomes NaN.
 */
export function copyColumns(
  chunk: DuckDBDataChunk,
  first: number,
  columns: number,
  values: Float32Array,
  row = 0
): void {
  for (let j = 0; j < columns; ++j) {
    const vector = chunk.getColumnVector(first + j);
    for (let i = 0, k = row * columns + j; i < chunk.rowCount; ++i, k += columns) {
      const value = vector.getItem(i);
      values[k] = value === null ? NaN : (value as number);
    }
  }
}

/**
 * Returns the result of a query as a matrix of at most *capacity* rows; every column of the result
 * must be FLOAT.
 */
export async function readMatrix(
  session: Session,
  sql: string,
  columns: number,
  capacity: number,
  bound: Bindable[] = []
): Promise<Matrix> {
  const values = new Float32Array(capacity * columns);
  let rows = 0;
  for await (const chunk of session.chunks(sql, bound)) {
    if (rows + chunk.rowCount > capacity) throw new RangeError(`too many rows: over ${capacity}`);
    copyColumns(chunk, 0, columns, values, rows);
    rows += chunk.rowCount;
  }
  return {rows, columns, values: values.subarray(0, rows * columns)};
}
