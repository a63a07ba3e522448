import type {Reference} from "./box-tree.js";
import {decay} from "../forest/decay.js";

/**
 * Returns the Gaussian kernel exp(−gamma · distance²) of row *i* of *reference* and the row that starts
 * at *at* in *values*, in [0, 1]; the same bits in every engine.
 */
export function kernelAt(
  {columns, values: reference}: Reference,
  i: number,
  values: Float64Array,
  at: number,
  gamma: number
): number {
  let square = 0;
  for (let column = 0, start = i * columns; column < columns; ++column) {
    const difference = values[at + column] - reference[start + column];
    square += difference * difference;
  }
  return decay(gamma * square);
}

/** Returns 1 / (columns × variance of all values), scikit-learn’s gamma “scale”; 1 if all are equal. */
export function scaledGamma({columns, values}: Reference): number {
  const average = (of: (value: number) => number) =>
    values.reduce((sum, value) => sum + of(value), 0) / values.length;
  const mean = average((value) => value);
  const variance = average((value) => (value - mean) ** 2);
  return variance === 0 ? 1 : 1 / (columns * variance);
}
