import {createHash} from "node:crypto";
import {expect, it} from "vitest";
import {checkForest} from "../../../src/core/forest/check.js";
import {growForest, joinTrees} from "../../../src/core/forest/grow.js";
import {averagePathLength} from "../../../src/core/forest/path-length.js";
import {seeded} from "../../../src/core/forest/random.js";
import {scoreMatrix} from "../../../src/core/forest/score.js";
import {growTree} from "../../../src/core/forest/tree.js";
import type {Tree} from "../../../src/core/forest/tree.js";
import type {Forest, Matrix} from "../../../src/core/forest/types.js";
import {matrixOf, normalMatrix} from "./fixtures.js";

const matrix = normalMatrix(1000, 5);

function digestOf({roots, feature, threshold, left, pathLength, size}: Forest): string {
  const hash = createHash("sha256");
  for (const array of [roots, feature, threshold, left, pathLength, size]) {
    hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  }
  return hash.digest("hex");
}

/** Returns the depth of every node, walking down from each root. */
function depthsOf({roots, left}: Forest): number[] {
  const depths: number[] = new Array(left.length).fill(-1);
  const down = (node: number, depth: number) => {
    depths[node] = depth;
    if (left[node] > 0) [left[node], left[node] + 1].forEach((child) => down(child, depth + 1));
  };
  roots.forEach((root) => down(root, 0));
  return depths;
}

it("growForest(matrix, {seed}) grows the same bytes twice, and others from another seed", () => {
  const digests = [42, 42, 43].map((seed) => digestOf(growForest(matrix, {seed})));
  expect(digests[0]).toBe(digests[1]);
  expect(digests[0]).not.toBe(digests[2]);
});

it("growForest(matrix, {seed}) equals trees grown one by one in any order, then joined", () => {
  const trees: Tree[] = [];
  for (let t = 99; t >= 0; --t) trees[t] = growTree(matrix, 256, seeded(42, t));
  const joined = joinTrees(trees, {sampleSize: 256, columns: 5});
  expect(digestOf(joined)).toBe(digestOf(growForest(matrix, {seed: 42})));
});

it("growForest(matrix, {trees}) begins with the trees of a smaller forest", () => {
  const few = growForest(matrix, {trees: 3, seed: 42});
  const many = growForest(matrix, {trees: 10, seed: 42});
  expect(many.threshold.subarray(0, few.threshold.length)).toEqual(few.threshold);
  expect(many.left.subarray(0, few.left.length)).toEqual(few.left);
});

it.each([2, 3, 100, 256, 1000])(
  "growForest(matrix, {sampleSize: %i}) puts every sampled row in a leaf within ⌈log₂⌉ levels",
  (sampleSize) => {
    const forest = growForest(matrix, {trees: 10, sampleSize, seed: 1});
    const {feature, size, roots, pathLength} = forest;
    const depths = depthsOf(forest);
    checkForest(forest);
    expect(depths).not.toContain(-1);
    expect(Math.max(...depths)).toBeLessThanOrEqual(Math.ceil(Math.log2(sampleSize)));
    let leaves = 0;
    feature.forEach((column, node) => {
      expect(size[node]).toBeGreaterThan(0);
      if (column !== -1) return;
      leaves += size[node];
      expect(pathLength[node]).toBe(depths[node] + averagePathLength(size[node]));
    });
    expect(leaves).toBe(10 * sampleSize);
    for (const root of roots) expect(size[root]).toBe(sampleSize);
    expect(forest.normalizer).toBe(averagePathLength(sampleSize));
  }
);

it("growForest(matrix, {seed}) gives inner nodes the mean path length of the rows below", () => {
  const {left, size, pathLength, roots} = growForest(matrix, {trees: 5, seed: 3});
  const below = (node: number): number =>
    left[node] === 0 ? size[node] * pathLength[node] : below(left[node]) + below(left[node] + 1);
  for (const root of roots) expect(pathLength[root]).toBeCloseTo(below(root) / size[root], 12);
});

it("growTree(matrix, n, random) parts two values evenly over the gap, never emptily", () => {
  const two = matrixOf([[0], [1]]);
  let sum = 0;
  for (let t = 0; t < 4000; ++t) {
    const {threshold} = growTree(two, 2, seeded(9, t));
    expect(threshold[0] > 0 && threshold[0] <= 1).toBe(true);
    sum += threshold[0];
  }
  expect(Math.abs(sum / 4000 - 0.5)).toBeLessThan(4 / Math.sqrt(12 * 4000));
});

it("growTree(matrix, n, random) draws evenly among the columns that are not constant", () => {
  const rows = matrixOf([
    [5, 0, 0, 1],
    [5, 1, 7, 1],
    [5, 2, 9, 1]
  ]);
  const counts = [0, 0, 0, 0];
  for (let t = 0; t < 4000; ++t) ++counts[growTree(rows, 3, seeded(5, t)).feature[0]];
  expect([counts[0], counts[3]]).toEqual([0, 0]);
  expect(Math.abs(counts[1] - 2000)).toBeLessThan(4 * Math.sqrt(1000));
});

it("growTree(matrix, n, random) parts neighbouring and subnormal single-precision numbers", () => {
  const next = Math.fround(1 + 2 ** -23);
  for (const [a, b] of [
    [1, next],
    [0, 2 ** -149],
    [-3.4028234663852886e38, 3.4028234663852886e38]
  ]) {
    for (let t = 0; t < 50; ++t) {
      const tree = growTree(matrixOf([[a], [b]]), 2, seeded(1, t));
      expect([...tree.size]).toEqual([2, 1, 1]);
    }
  }
});

it("growForest(matrix, {seed}) of equal rows is a forest of leaves, and every row scores 0.5", () => {
  const forest = growForest(matrixOf(Array.from({length: 300}, () => [1, 2, 3])), {seed: 1});
  expect(forest.feature).toEqual(new Int16Array(100).fill(-1));
  for (const score of scoreMatrix(
    forest,
    matrixOf([
      [1, 2, 3],
      [9, 9, 9]
    ])
  )) {
    expect(score).toBeCloseTo(0.5, 12);
  }
});

it.each([
  ["NaN", [NaN, NaN]],
  ["Infinity", [Infinity, Infinity]],
  ["−Infinity", [-Infinity, -Infinity]],
  ["a mixture", [NaN, Infinity, -Infinity]]
])("growForest(matrix, {seed}) bears columns with %s", (_, odd) => {
  const rows = Array.from({length: 64}, (_, i) => [
    i,
    odd[i % odd.length],
    i % 3 ? i : odd[i % odd.length]
  ]);
  const mixed: Matrix = matrixOf(rows);
  const forest = growForest(mixed, {trees: 20, seed: 1});
  checkForest(forest);
  expect([...forest.feature]).not.toContain(1); // nothing finite in it to part
  for (const score of scoreMatrix(forest, mixed)) expect(score > 0 && score < 1).toBe(true);
});

it("growForest(matrix, {seed}) of two rows parts them once a tree, and scores both alike", () => {
  const two = matrixOf([
    [0, 5],
    [1, 5]
  ]);
  const forest = growForest(two, {seed: 1, trees: 10});
  checkForest(forest);
  expect([...forest.size]).toEqual(Array.from({length: 10}, () => [2, 1, 1]).flat());
  expect([...scoreMatrix(forest, two)]).toEqual([0.5, 0.5]); // 2^(−1 / c(2)), c(2) = 1
});

it("growForest(matrix, {seed}) of fewer rows than 256 shows every tree all of them", () => {
  const few = normalMatrix(37, 2);
  const forest = growForest(few, {seed: 1});
  for (const root of forest.roots) expect(forest.size[root]).toBe(37);
  expect(forest).toEqual(growForest(few, {seed: 1, sampleSize: 37}));
});

it("growForest(matrix, {seed}) of nothing finite is a forest of leaves, and every row scores 0.5", () => {
  for (const value of [NaN, Infinity, -Infinity]) {
    const forest = growForest(matrixOf(Array.from({length: 40}, () => [value, 1])), {seed: 1});
    expect(forest.feature).toEqual(new Int16Array(100).fill(-1));
    const [score] = scoreMatrix(forest, matrixOf([[7, 7]]));
    expect(score).toBeCloseTo(0.5, 12);
  }
});

it("growForest(matrix, {seed}) keeps duplicate rows in one leaf, which a row alone is more anomalous than", () => {
  const many = matrixOf([...Array.from({length: 99}, () => [1, 1]), [2, 1]]);
  const forest = growForest(many, {seed: 1, trees: 10});
  expect([...forest.size]).toEqual(Array.from({length: 10}, () => [100, 99, 1]).flat());
  const scores = scoreMatrix(forest, many);
  expect(new Set(scores.subarray(0, 99)).size).toBe(1);
  expect(scores[99]).toBeCloseTo(2 ** (-1 / averagePathLength(100)), 14);
});

it("growForest(matrix, options) throws a RangeError with the remedy on what it cannot grow", () => {
  const empty = {rows: 0, columns: 1, values: new Float32Array(0)};
  expect(() => growForest(empty, {seed: 1})).toThrow("too few rows: 0; a forest needs 2");
  expect(() => growForest(matrixOf([[1]]), {seed: 1})).toThrow("too few rows: 1; a forest needs 2");
  expect(() => growForest(matrix, {seed: 1, trees: 0})).toThrow("invalid trees: 0");
  expect(() => growForest(matrix, {seed: 1, trees: NaN})).toThrow("invalid trees: NaN");
  for (const sampleSize of [1, 1001, 2.5, NaN]) {
    expect(() => growForest(matrix, {seed: 1, sampleSize})).toThrow(
      `invalid sample size: ${sampleSize}`
    );
  }
  expect(() => growForest(matrix, {seed: -1})).toThrow("invalid seed: -1");
  expect(() => growForest({...matrix, rows: 999}, {seed: 1})).toThrow(
    "invalid matrix: 5000 values"
  );
  const wide = {rows: 2, columns: 40_000, values: new Float32Array(80_000)};
  expect(() => growForest(wide, {seed: 1})).toThrow("invalid columns: 40000");
});
