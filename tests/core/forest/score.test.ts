import {expect, it} from "vitest";
import {growForest} from "../../../src/core/forest/grow.js";
import {
  meanPathLength,
  pathLengthOf,
  scoreMatrix,
  scoreOf
} from "../../../src/core/forest/score.js";
import type {Forest} from "../../../src/core/forest/types.js";
import {leafOf, walk} from "../../../src/core/forest/walk.js";
import {matrixOf, normalMatrix, rowOf} from "./fixtures.js";

/** Two trees by hand: the first parts column 0 at 5, then column 1 at 2; the second is a leaf. */
const byHand: Forest = {
  roots: Uint32Array.of(0, 5),
  feature: Int16Array.of(0, -1, 1, -1, -1, -1),
  threshold: Float32Array.of(5, 0, 2, 0, 0, 0),
  left: Uint32Array.of(1, 0, 3, 0, 0, 0),
  pathLength: Float64Array.of(1.75, 1, 2, 2, 2, 3),
  size: Uint32Array.of(4, 1, 3, 1, 2, 4),
  normalizer: 2,
  columns: 2
};

const matrix = normalMatrix(5000, 4);
const forest = growForest(matrix, {seed: 42});

it("scoreMatrix(forest, matrix) is 2^(−mean path length / normalizer)", () => {
  const scores = scoreMatrix(
    byHand,
    matrixOf([
      [4, 0],
      [5, 1],
      [NaN, NaN]
    ])
  );
  expect(scores[0]).toBe(0.5); // (1 + 3) / 2 levels, over 2
  expect(scores[1]).toBeCloseTo(2 ** -1.25, 15);
  expect(scores[2]).toBeCloseTo(2 ** -1.25, 15);
});

it("scoreMatrix(forest, matrix) is in (0, 1), the same bits for a row alone or in a table", () => {
  const scores = scoreMatrix(forest, matrix);
  for (let i = 0; i < matrix.rows; ++i) expect(scores[i] > 0 && scores[i] < 1).toBe(true);
  for (const i of [0, 17, 2047, 2048, 4999]) {
    const row = rowOf(matrix, i);
    expect(scoreMatrix(forest, {rows: 1, columns: 4, values: row})[0]).toBe(scores[i]);
    expect(scoreOf(forest, meanPathLength(forest, row))).toBe(scores[i]);
  }
});

it("scoreMatrix(forest, matrix) equals the sum over leaves reached one by one", () => {
  const scores = scoreMatrix(forest, matrix);
  for (let i = 0; i < 50; ++i) {
    let sum = 0;
    for (let t = 0; t < 100; ++t) sum += forest.pathLength[leafOf(forest, t, rowOf(matrix, i))];
    expect(scores[i]).toBeCloseTo(2 ** (-sum / 100 / forest.normalizer), 14);
  }
});

it("scoreMatrix(forest, matrix) puts a planted outlier above every inlier", () => {
  const planted = normalMatrix(2000, 4, 8);
  planted.values.set([9, -9, 9, -9], 4 * 1234);
  const scores = scoreMatrix(growForest(planted, {seed: 1}), planted);
  expect(scores.indexOf(Math.max(...scores))).toBe(1234);
});

it("scoreMatrix(forest, matrix, into) writes there, over whatever it held, and no further", () => {
  const into = new Float64Array(5001).fill(7);
  expect(scoreMatrix(forest, matrix, into)).toBe(into);
  expect(into.subarray(0, 5000)).toEqual(scoreMatrix(forest, matrix));
  expect(into[5000]).toBe(7);
  expect(() => scoreMatrix(forest, matrix, new Float64Array(10))).toThrow(
    "invalid length to write into: 10"
  );
});

it("scoreMatrix(forest, matrix) of no rows is empty; of other columns it throws", () => {
  expect(scoreMatrix(forest, {rows: 0, columns: 4, values: new Float32Array(0)})).toHaveLength(0);
  expect(() => scoreMatrix(forest, matrixOf([[1, 2]]))).toThrow(
    "invalid columns: 2; the forest was grown on 4"
  );
});

it("pathLengthOf(forest, score) is the inverse of scoreOf", () => {
  for (const length of [0.5, 3, 7.25, 12]) {
    expect(pathLengthOf(forest, scoreOf(forest, length))).toBeCloseTo(length, 12);
  }
});

it("walk(forest, tree, row) tells every split on the way down", () => {
  expect(walk(byHand, 0, [6, 1.5])).toEqual([
    {
      node: 0,
      next: 2,
      feature: 0,
      threshold: 5,
      value: 6,
      goesLeft: false,
      size: 4,
      from: 1.75,
      to: 2
    },
    {
      node: 2,
      next: 3,
      feature: 1,
      threshold: 2,
      value: 1.5,
      goesLeft: true,
      size: 3,
      from: 2,
      to: 2
    }
  ]);
  expect(walk(byHand, 1, [6, 1.5])).toEqual([]);
  expect([leafOf(byHand, 0, [6, 1.5]), leafOf(byHand, 1, [6, 1.5])]).toEqual([3, 5]);
});

it("walk(forest, tree, row) takes values in single precision, as a matrix does", () => {
  const row = [5 - 1e-9, 0]; // rounds to 5, which goes right
  expect(leafOf(byHand, 0, row)).toBe(3);
  expect(meanPathLength(byHand, row)).toBe(2.5);
});

it("walk(forest, tree, row) throws on an unknown tree and on a row that does not fit", () => {
  expect(() => walk(byHand, 2, [1, 2])).toThrow("unknown tree: 2; the forest has 2");
  expect(() => walk(byHand, -1, [1, 2])).toThrow("unknown tree: -1");
  expect(() => walk(byHand, 0, [1])).toThrow("invalid columns: 1");
});
