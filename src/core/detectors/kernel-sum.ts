import type {Reference} from "./box-tree.js";
import {decay} from "./decay.js";

/** Returns Σ weight · kernel over rows, for the row that *values* begins with. */
export type KernelSum = (values: Float64Array) => number;

const lanes = 4; // rows side by side: an addition waits for the one before it, so that four take the time of one

/**
 * Returns a function that sums the Gaussian kernels exp(−gamma · distance²) of a row and each row of *reference*, weighted,
 * in the order of the reference: with the bits of `kernelAt`, row after row, and several times as fast.
 */
export function kernelSum(
  {rows, columns, values: others}: Reference,
  weights: Float64Array,
  gamma: number
): KernelSum {
  const wide = inLanes({rows, columns, values: others});
  return (values) => {
    let sum = 0;
    for (let row = 0, at = 0; row < rows; row += lanes) {
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      for (let column = 0; column < columns; ++column, at += lanes) {
        const value = values[column];
        const toA = value - wide[at];
        const toB = value - wide[at + 1];
        const toC = value - wide[at + 2];
        const toD = value - wide[at + 3];
        a += toA * toA;
        b += toB * toB;
        c += toC * toC;
        d += toD * toD;
      }
      sum += weights[row] * decay(gamma * a);
      if (row + 1 < rows) sum += weights[row + 1] * decay(gamma * b);
      if (row + 2 < rows) sum += weights[row + 2] * decay(gamma * c);
      if (row + 3 < rows) sum += weights[row + 3] * decay(gamma * d);
    }
    return sum;
  };
}

/** Returns the values of four rows at a time, column by column, with rows of 0 added up to a multiple of four. */
function inLanes({rows, columns, values}: Reference): Float64Array {
  const wide = new Float64Array(Math.ceil(rows / lanes) * lanes * columns);
  for (let row = 0; row < rows; ++row) {
    const first = (row - (row % lanes)) * columns + (row % lanes);
    for (let column = 0; column < columns; ++column)
      wide[first + column * lanes] = values[row * columns + column];
  }
  return wide;
}
