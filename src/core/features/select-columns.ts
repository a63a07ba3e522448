import type {Matrix} from "../forest/types.js";
import {modelFeatures} from "./list.js";

/** Returns, for each of *features*, the column that it has in this version; −1 for one that it does not make. */
export function columnsOf(features: readonly string[]): number[] {
  const ours = modelFeatures.map(({name}) => name);
  return features.map((name) => ours.indexOf(name));
}

/** Returns a matrix of *columns* of another, in that order. */
export function selectColumns(
  {rows, columns: width, values}: Matrix,
  columns: readonly number[]
): Matrix {
  const selected = new Float32Array(rows * columns.length);
  for (let i = 0; i < rows; ++i) {
    columns.forEach((column, j) => {
      selected[i * columns.length + j] = values[i * width + column];
    });
  }
  return {rows, columns: columns.length, values: selected};
}
