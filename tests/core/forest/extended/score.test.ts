import {expect, it} from "vitest";
import {explainExtended} from "../../../../src/core/forest/extended/explain.js";
import {
  meanExtendedPathLengths,
  scoreExtended
} from "../../../../src/core/forest/extended/score.js";
import type {ExtendedForest} from "../../../../src/core/forest/extended/types.js";
import {growExtendedForest} from "../../../../src/core/forest/extended/grow.js";
import {matrixOf, normalMatrix, rowOf} from "../fixtures.js";

/**
 * Two trees by hand. The first cuts 3 rows at x + y = 4 through (1, 3), then those beyond at x − 2y = 0
 * through (2, 1); the second is a leaf.
 */
const byHand: ExtendedForest = {
  roots: Uint32Array.of(0, 5),
  plane: Int32Array.of(0, -1, 1, -1, -1, -1),
  left: Uint32Array.of(1, 0, 3, 0, 0, 0),
  pathLength: Float64Array.of(2, 1, 2.5, 2, 3, 3),
  size: Uint32Array.of(3, 1, 2, 1, 1, 3),
  column: Uint16Array.of(0, 2, 0, 2),
  normal: Float64Array.of(1, 1, 1, -2),
  intercept: Float64Array.of(1, 3, 2, 1),
  offset: Float64Array.of(4, 0),
  width: 2,
  normalizer: 2,
  columns: 3
};

const matrix = normalMatrix(3000, 6, 4);
const forest = growExtendedForest(matrix, {seed: 42});

it("scoreExtended(forest, matrix) goes left below a hyperplane, else right", () => {
  const rows = matrixOf([
    [1, 7, 2], // 1 + 2 < 4
    [1, 7, 3], // on the first plane; 1 − 6 < 0
    [9, 7, 3] // 12 ≥ 4; 9 − 6 ≥ 0
  ]);
  expect([...meanExtendedPathLengths(byHand, rows)]).toEqual([2, 2.5, 3]);
  const scores = scoreExtended(byHand, rows);
  [0.5, 2 ** -1.25, 2 ** -1.5].forEach((score, i) => expect(scores[i]).toBeCloseTo(score, 15));
});

it("scoreExtended(forest, matrix) lets NaN say nothing, and an infinity outweigh what is finite", () => {
  const rows = matrixOf([
    [NaN, NaN, 2.5], // 2.5 − 3 < 0
    [NaN, NaN, 3.5], // 0.5 ≥ 0; −2 × 2.5 < 0
    [NaN, NaN, NaN], // 0 ≥ 0, twice
    [-Infinity, 0, 1e38],
    [Infinity, 0, -Infinity], // both as far: 0 ≥ 0; then far right of x = 2y
    [1e30, 0, -Infinity]
  ]);
  expect([...meanExtendedPathLengths(byHand, rows)]).toEqual([2, 2.5, 3, 2, 3, 2]);
});

it("scoreExtended(forest, matrix) is in (0, 1), the same bits for a row alone or in a table", () => {
  const scores = scoreExtended(forest, matrix);
  for (const score of scores) expect(score > 0 && score < 1).toBe(true);
  for (const i of [0, 17, 1023, 1024, 2999]) {
    const alone = {rows: 1, columns: 6, values: rowOf(matrix, i)};
    expect(scoreExtended(forest, alone)[0]).toBe(scores[i]);
  }
});

it("scoreExtended(forest, matrix, into) writes there, over whatever it held, and no further", () => {
  const into = new Float64Array(3001).fill(7);
  expect(scoreExtended(forest, matrix, into)).toBe(into);
  expect(into.subarray(0, 3000)).toEqual(scoreExtended(forest, matrix));
  expect(into[3000]).toBe(7);
  expect(() => scoreExtended(forest, matrix, new Float64Array(10))).toThrow(
    "invalid length to write into: 10"
  );
});

it("scoreExtended(forest, matrix) of no rows is empty; of other columns it throws", () => {
  const empty = {rows: 0, columns: 6, values: new Float32Array(0)};
  expect(scoreExtended(forest, empty)).toHaveLength(0);
  expect(() => scoreExtended(forest, matrixOf([[1, 2]]))).toThrow(
    "invalid columns: 2; the forest was grown on 6"
  );
  expect(() => scoreExtended(forest, {...matrix, rows: 4000})).toThrow("invalid matrix: 18000");
});

it("explainExtended(forest, row) shares a change among the columns that pushed that way", () => {
  // right of plane 0 by (4 − 1) + (4 − 3): 0.5 levels, 3 to 1; left of plane 1, by −2 × (4 − 1) alone
  const {base, contributions, pathLength} = explainExtended(byHand, [4, 9, 4]);
  expect(base).toBe(2.5);
  expect(pathLength).toBe(2.5);
  expect([...contributions]).toEqual([0.1875, 0, 0.0625 - 0.25]);
});

it("explainExtended(forest, row) shares evenly where no column pushed", () => {
  const {contributions} = explainExtended(byHand, [NaN, 9, NaN]);
  expect([...contributions]).toEqual([0.25, 0, 0.25]);
});

it("explainExtended(forest, row) adds up: base + contributions = the path length that is scored", () => {
  const lengths = meanExtendedPathLengths(forest, matrix);
  for (let i = 0; i < 200; ++i) {
    const {base, contributions, pathLength} = explainExtended(forest, rowOf(matrix, i));
    const sum = contributions.reduce((total, contribution) => total + contribution, base);
    expect(Math.abs(sum - pathLength)).toBeLessThan(1e-9);
    expect(pathLength).toBe(lengths[i]);
  }
});

it("explainExtended(forest, row) adds up for rows that are not finite", () => {
  const odd = [NaN, Infinity, -Infinity, 0, NaN, 1e38];
  for (let i = 0; i < 6; ++i) {
    const row = Float32Array.from(odd, (_, j) => odd[(i + j) % 6]);
    const {base, contributions, pathLength} = explainExtended(forest, row);
    const sum = contributions.reduce((total, contribution) => total + contribution, base);
    expect(Math.abs(sum - pathLength)).toBeLessThan(1e-9);
    expect(meanExtendedPathLengths(forest, {rows: 1, columns: 6, values: row})[0]).toBe(pathLength);
  }
});

it.each([1, 1000])(
  "explainExtended(forest, row) blames the column of an outlier, in units of 1 and %i",
  (unit) => {
    const scales = [1, unit, unit * unit, 1, unit, 1];
    const units = {...matrix, values: matrix.values.map((value, i) => value * scales[i % 6])};
    const grown = growExtendedForest(units, {seed: 1, scales});
    let found = 0;
    for (let i = 0; i < 300; ++i) {
      const row = Float32Array.from(rowOf(units, i));
      row[i % 6] = (i % 2 ? 5 : -5) * scales[i % 6];
      const {contributions} = explainExtended(grown, row);
      if (contributions.indexOf(Math.min(...contributions)) === i % 6) ++found;
    }
    expect(found / 300).toBeGreaterThan(0.95); // by chance: 1 / 6; shared by |normal|: 1 / 3
  }
);

it("explainExtended(forest, row) throws on a row that does not fit", () => {
  expect(() => explainExtended(forest, [1, 2])).toThrow("invalid columns: 2");
});
