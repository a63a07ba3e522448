import {seeded} from "../../../src/core/forest/random.js";
import type {Matrix, Random} from "../../../src/core/forest/types.js";

/** Returns a matrix of *rows*, arrays of equal length. */
export function matrixOf(rows: number[][]): Matrix {
  return {rows: rows.length, columns: rows[0].length, values: Float32Array.from(rows.flat())};
}

/** Returns a matrix of independent normal values, mean 0 and variance 1. */
export function normalMatrix(rows: number, columns: number, seed = 1): Matrix {
  const random = seeded(seed);
  return {rows, columns, values: Float32Array.from({length: rows * columns}, () => normal(random))};
}

/** Returns 200 rows of 3 whole numbers in [0, 101), from products; nothing that an engine may round. */
export function fixtureMatrix(): Matrix {
  const values = Float32Array.from({length: 600}, (_, i) => ((i + 1) * (i + 7) * 31) % 101);
  return {rows: 200, columns: 3, values};
}

/** Returns row *i* of a matrix. */
export function rowOf({columns, values}: Matrix, i: number): Float32Array {
  return values.subarray(i * columns, (i + 1) * columns);
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()); // Box & Muller
}
