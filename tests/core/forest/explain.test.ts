import {expect, it} from "vitest";
import {explain} from "../../../src/core/forest/explain.js";
import {growForest} from "../../../src/core/forest/grow.js";
import {meanPathLength} from "../../../src/core/forest/score.js";
import type {Forest} from "../../../src/core/forest/types.js";
import {normalMatrix, rowOf} from "./fixtures.js";

const matrix = normalMatrix(2000, 6, 4);
const forest = growForest(matrix, {seed: 42});

function hits(row: ArrayLike<number>, column: number): boolean {
  const {contributions} = explain(forest, row);
  return contributions.indexOf(Math.min(...contributions)) === column;
}

it("explain(forest, row) credits each split with the change in the path length to expect", () => {
  const byHand: Forest = {
    roots: Uint32Array.of(0),
    feature: Int16Array.of(0, -1, 1, -1, -1),
    threshold: Float32Array.of(5, 0, 2, 0, 0),
    left: Uint32Array.of(1, 0, 3, 0, 0),
    pathLength: Float64Array.of(2.5, 1, 3, 2, 3.5),
    size: Uint32Array.of(4, 1, 3, 1, 2),
    normalizer: 2,
    columns: 3
  };
  const {base, contributions, pathLength} = explain(byHand, [7, 1, 0]);
  expect([base, ...contributions, pathLength]).toEqual([2.5, 0.5, -1, 0, 2]);
});

it("explain(forest, row) adds up: base + contributions = the path length that is scored", () => {
  for (let i = 0; i < 200; ++i) {
    const row = rowOf(matrix, i);
    const {base, contributions, pathLength} = explain(forest, row);
    const sum = contributions.reduce((total, contribution) => total + contribution, base);
    expect(Math.abs(sum - pathLength)).toBeLessThan(1e-9);
    expect(pathLength).toBe(meanPathLength(forest, row));
  }
});

it("explain(forest, row) has a base that does not depend on the row: the mean of the roots", () => {
  const {roots, pathLength} = forest;
  const mean = roots.reduce((sum, root) => sum + pathLength[root], 0) / roots.length;
  expect(explain(forest, rowOf(matrix, 1)).base).toBe(mean);
  expect(explain(forest, rowOf(matrix, 2)).base).toBe(mean);
});

it("explain(forest, row) blames the column into which an outlier was put", () => {
  let found = 0;
  for (let i = 0; i < 300; ++i) {
    const row = Float32Array.from(rowOf(matrix, i));
    row[i % 6] = i % 2 ? 6 : -6;
    if (hits(row, i % 6)) ++found;
  }
  expect(found / 300).toBeGreaterThan(0.9); // by chance: 1 / 6
});

it("explain(forest, row) throws on a row that does not fit", () => {
  expect(() => explain(forest, [1, 2])).toThrow("invalid columns: 2; the forest was grown on 6");
});
