import type {Matrix} from "../../../src/core/forest/types.js";

/** Returns where each of *wanted* stands among *given*; undefined if one does not. */
export function columnsFrom(
  given: readonly string[],
  wanted: readonly string[]
): number[] | undefined {
  const columns = wanted.map((name) => given.indexOf(name));
  return columns.includes(-1) ? undefined : columns;
}

/** Returns the *columns* of *matrix*, in that order. */
export function pickRows(matrix: Matrix, columns: readonly number[]): Matrix {
  const isAll = columns.length === matrix.columns && columns.every((column, j) => column === j);
  if (isAll) return matrix;
  const values = new Float32Array(matrix.rows * columns.length);
  for (let i = 0; i < matrix.rows; ++i)
    columns.forEach((column, j) => {
      values[i * columns.length + j] = matrix.values[i * matrix.columns + column];
    });
  return {rows: matrix.rows, columns: columns.length, values};
}
