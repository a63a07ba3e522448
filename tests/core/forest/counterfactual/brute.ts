import {scoreMatrix} from "../../../../src/core/forest/score.js";
import type {Forest} from "../../../../src/core/forest/types.js";

type Distance = (column: number, from: number, to: number) => number;

/** Returns the score of one row by `scoreMatrix`. */
export function scoreRow(forest: Forest, row: Float32Array): number {
  return scoreMatrix(forest, {rows: 1, columns: row.length, values: row})[0];
}

/** Returns the values of a column that can be the nearest of their interval, whatever the side. */
export function candidateValues({feature, threshold}: Forest, column: number): Set<number> {
  const values = new Set<number>();
  feature.forEach((split, node) => {
    if (split !== column) return;
    values.add(threshold[node]);
    values.add(justBelow(threshold[node]));
  });
  return values;
}

/** Returns the nearest change of one column that suffices, by trying every candidate. */
export function nearestSingle(
  forest: Forest,
  row: Float32Array,
  threshold: number,
  distance: Distance
): {column: number; distance: number} | undefined {
  let nearest: {column: number; distance: number} | undefined;
  for (let column = 0; column < row.length; ++column) {
    for (const value of candidateValues(forest, column)) {
      if (!(scoreRow(forest, row.with(column, value)) < threshold)) continue;
      const far = distance(column, row[column], value);
      if (!nearest || far < nearest.distance) nearest = {column, distance: far};
    }
  }
  return nearest;
}

/** Returns how far the nearest change of two columns is of which neither suffices alone. */
export function nearestPair(
  forest: Forest,
  row: Float32Array,
  threshold: number,
  distance: Distance
): number | undefined {
  const suffices = (changed: Float32Array) => scoreRow(forest, changed) < threshold;
  const candidates = Array.from(row, (_, j) =>
    [...candidateValues(forest, j)].filter((value) => !suffices(row.with(j, value)))
  );
  let nearest = Infinity;
  for (let a = 0; a < row.length; ++a) {
    for (let b = a + 1; b < row.length; ++b) {
      for (const x of candidates[a]) {
        for (const y of candidates[b]) {
          const far = distance(a, row[a], x) + distance(b, row[b], y);
          if (far < nearest && suffices(row.with(a, x).with(b, y))) nearest = far;
        }
      }
    }
  }
  return nearest === Infinity ? undefined : nearest;
}

/** Returns the single-precision number just below a finite *value*, found by halving the gap. */
function justBelow(value: number): number {
  let gap = Math.abs(value) || 2 ** -148;
  while (Math.fround(value - gap / 2) < value) gap /= 2;
  return Math.fround(value - gap);
}
