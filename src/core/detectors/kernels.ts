import {arena} from "../forest/kernel/arena.js";
import {maybeKernel} from "../forest/kernel/exports.js";
import type {Reference} from "./box-tree.js";
import {decayTables} from "../forest/decay.js";
import {kernelAt} from "./kernel.js";

/**
 * Returns the Gaussian kernels exp(−gamma · distance²) of the row that begins at *values[at]* and each of the first
 * *rows* rows of the reference; all if it is omitted. They are overwritten by the next call.
 */
export type Kernels = (values: Float64Array, at?: number, rows?: number) => Float64Array;

const lanes = 4; // rows side by side
const tile = 64; // rows and columns of a matrix that stay in the cache while they are mirrored

/**
 * Returns a function that computes the kernels of a row and each row of *reference*, with the bits of `kernelAt`:
 * four rows at a time in WebAssembly, or one after the other where that cannot run.
 */
export function kernelsOf(reference: Reference, gamma: number): Kernels {
  const {rows: all, columns} = reference;
  const kernel = maybeKernel();
  if (!kernel) {
    const found = new Float64Array(all);
    return (values, at = 0, rows = all) => {
      for (let i = 0; i < rows; ++i) found[i] = kernelAt(reference, i, values, at, gamma);
      return found;
    };
  }
  const lines = arena();
  const rowsAt = lines.place(inLanes(reference));
  const tables = lines.place(decayTables());
  const rowAt = lines.reserve(8 * columns);
  const out = lines.reserve(8 * lanes * Math.ceil(all / lanes));
  lines.settle(kernel.memory);
  const row = new Float64Array(kernel.memory.buffer, rowAt, columns);
  const found = new Float64Array(kernel.memory.buffer, out, all);
  return (values, at = 0, rows = all) => {
    row.set(values.subarray(at, at + columns));
    kernel.gaussians(rowAt, columns, rowsAt, Math.ceil(rows / lanes), gamma, tables, out);
    return found;
  };
}

/** Returns the kernels of each row with each, row after row, in single precision as LIBSVM keeps them. */
export function kernelMatrix(reference: Reference, gamma: number): Float32Array {
  const {rows, columns, values} = reference;
  const kernels = new Float32Array(rows * rows);
  const kernelsWith = kernelsOf(reference, gamma);
  for (let i = 0; i < rows; ++i) {
    kernels.set(kernelsWith(values, i * columns, i + 1).subarray(0, i + 1), i * rows);
  }
  for (let top = 0; top < rows; top += tile)
    for (let left = 0; left <= top; left += tile) mirror(kernels, rows, top, left);
  return kernels;
}

/** Copies a tile on or below the diagonal to where it is mirrored above. */
function mirror(kernels: Float32Array, rows: number, top: number, left: number): void {
  for (let i = top; i < Math.min(rows, top + tile); ++i) {
    for (let j = left; j < Math.min(i, left + tile); ++j) kernels[j * rows + i] = kernels[i * rows + j]; // prettier-ignore
  }
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
