import type {DuckDBDataChunk} from "@duckdb/node-api";
import type {Matrix} from "../../src/core/forest/types.js";
import type {Bindable, Session} from "./session.js";
import {maybeNumbers} from "./vectors.js";

/** Some rows of a chunk: [from, to). */
export interface ChunkRows {
  from: number;
  to: number;
}

/**
 * Copies the columns [first, first + columns) of *chunk*, all FLOAT, into *values* row after row,
 * beginning at row *row*: all of its rows, or *some*. A null becomes NaN.
 */
export function copyColumns(
  chunk: DuckDBDataChunk,
  first: number,
  columns: number,
  values: Float32Array,
  row = 0,
  some: ChunkRows = {from: 0, to: chunk.rowCount}
): void {
  const {from, to} = some;
  for (let j = 0; j < columns; ++j) {
    const vector = chunk.getColumnVector(first + j);
    const numbers = maybeNumbers(vector);
    let k = row * columns + j;
    if (numbers instanceof Float32Array) {
      for (let i = from; i < to; ++i, k += columns) values[k] = numbers[i];
      continue;
    }
    for (let i = from; i < to; ++i, k += columns) {
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
    const count = chunk.rowCount;
    if (rows + count > capacity) throw new RangeError(`too many rows: over ${capacity}`);
    copyColumns(chunk, 0, columns, values, rows);
    rows += count;
  }
  return {rows, columns, values: values.subarray(0, rows * columns)};
}
