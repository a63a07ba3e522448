import {createHash} from "node:crypto";
import {expect, it} from "vitest";
import {checkExtendedForest} from "../../../../src/core/forest/extended/check.js";
import {scoreExtended} from "../../../../src/core/forest/extended/score.js";
import {growExtendedTree} from "../../../../src/core/forest/extended/tree.js";
import type {ExtendedForest} from "../../../../src/core/forest/extended/types.js";
import {growExtendedForest, joinExtendedTrees} from "../../../../src/core/forest/extended/grow.js";
import {growForest} from "../../../../src/core/forest/grow.js";
import {averagePathLength} from "../../../../src/core/forest/path-length.js";
import {seeded} from "../../../../src/core/forest/random.js";
import {scoreMatrix} from "../../../../src/core/forest/score.js";
import {matrixOf, normalMatrix} from "../fixtures.js";

const matrix = normalMatrix(1000, 5);
const arrays = [
  "roots",
  "plane",
  "left",
  "pathLength",
  "size",
  "column",
  "normal",
  "intercept",
  "offset"
] as const;

function digestOf(forest: ExtendedForest): string {
  const hash = createHash("sha256");
  for (const name of arrays) {
    const {buffer, byteOffset, byteLength} = forest[name];
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest("hex");
}

it("growExtendedForest(matrix, {seed}) grows the same bytes twice, and others from another seed", () => {
  const digests = [42, 42, 43].map((seed) => digestOf(growExtendedForest(matrix, {seed})));
  expect(digests[0]).toBe(digests[1]);
  expect(digests[0]).not.toBe(digests[2]);
});

it("growExtendedForest(matrix, {seed}) equals trees grown one by one in any order, then joined", () => {
  const options = {sampleSize: 256, width: 5, scales: [1, 1, 1, 1, 1]};
  const trees = Array.from({length: 100}, (_, t) => t)
    .reverse()
    .map((t) => growExtendedTree(matrix, options, seeded(42, t)))
    .reverse();
  const joined = joinExtendedTrees(trees, {sampleSize: 256, columns: 5});
  expect(digestOf(joined)).toBe(digestOf(growExtendedForest(matrix, {seed: 42})));
});

it.each([
  [2, 4],
  [3, 0],
  [100, 2],
  [256, 4],
  [1000, 1]
])(
  "growExtendedForest(matrix, {sampleSize: %i, extensionLevel: %i}) puts every sampled row in a leaf",
  (sampleSize, extensionLevel) => {
    const forest = growExtendedForest(matrix, {trees: 10, sampleSize, extensionLevel, seed: 1});
    checkExtendedForest(forest);
    const {plane, left, size, roots, pathLength} = forest;
    let rows = 0;
    const down = (node: number, depth: number): number => {
      expect(depth).toBeLessThanOrEqual(Math.ceil(Math.log2(sampleSize)));
      if (plane[node] === -1) {
        rows += size[node];
        expect(pathLength[node]).toBe(depth + averagePathLength(size[node]));
        return size[node] * pathLength[node];
      }
      const below = down(left[node], depth + 1) + down(left[node] + 1, depth + 1);
      expect(pathLength[node]).toBeCloseTo(below / size[node], 12);
      return below;
    };
    for (const root of roots) down(root, 0);
    expect(rows).toBe(10 * sampleSize);
    expect(forest.width).toBe(extensionLevel + 1);
    expect(forest.normalizer).toBe(averagePathLength(sampleSize));
  }
);

it("growExtendedForest(matrix, {extensionLevel: 0}) cuts two values where growForest does, in distribution", () => {
  const two = matrixOf([[0], [1]]);
  const {intercept} = growExtendedForest(two, {trees: 4000, seed: 9});
  const mean = intercept.reduce((sum, value) => sum + value, 0) / 4000;
  expect(intercept.every((value) => value >= 0 && value <= 1)).toBe(true);
  expect(Math.abs(mean - 0.5)).toBeLessThan(4 / Math.sqrt(12 * 4000));
});

it("growExtendedForest(matrix, {extensionLevel: 0}) scores a row as growForest does, on the mean of seeds", () => {
  const rows = normalMatrix(500, 3, 5);
  const seeds = Array.from({length: 20}, (_, seed) => seed);
  const plain = seeds.map((seed) => scoreMatrix(growForest(rows, {seed}), rows));
  const level0 = seeds.map((seed) =>
    scoreExtended(growExtendedForest(rows, {seed: seed + 100, extensionLevel: 0}), rows)
  );
  const mean = (of: Float64Array[], i: number) =>
    of.reduce((sum, scores) => sum + scores[i], 0) / 20;
  const squares = (of: Float64Array[], i: number) =>
    of.reduce((sum, scores) => sum + (scores[i] - mean(of, i)) ** 2, 0) / 19 / 20;
  let sum = 0;
  let far = 0;
  for (let i = 0; i < rows.rows; ++i) {
    const z =
      (mean(level0, i) - mean(plain, i)) / Math.sqrt(squares(level0, i) + squares(plain, i));
    sum += z;
    if (Math.abs(z) > 4.5) ++far; // p = 1e-5, a little more with 38 degrees of freedom
  }
  expect(far).toBe(0);
  expect(Math.abs(sum / rows.rows)).toBeLessThan(1); // rows share trees: no √500
});

it("growExtendedTree(…) of width 1 draws evenly among the columns that are not constant", () => {
  const rows = matrixOf([
    [5, 0, 0, 1],
    [5, 1, 7, 1],
    [5, 2, 9, 1]
  ]);
  const counts = [0, 0, 0, 0];
  const options = {sampleSize: 3, width: 1, scales: [1, 1, 1, 1]};
  for (let t = 0; t < 4000; ++t) ++counts[growExtendedTree(rows, options, seeded(5, t)).column[0]];
  expect([counts[0], counts[3]]).toEqual([0, 0]);
  expect(Math.abs(counts[1] - 2000)).toBeLessThan(4 * Math.sqrt(1000));
});

it("growExtendedTree(…) draws columns evenly where all vary, each once a plane", () => {
  const counts = new Array<number>(5).fill(0);
  const options = {sampleSize: 2, width: 3, scales: [1, 1, 1, 1, 1]};
  for (let t = 0; t < 4000; ++t) {
    const {column} = growExtendedTree(matrix, options, seeded(5, t));
    expect(new Set(column).size).toBe(3);
    for (const drawn of column) ++counts[drawn];
  }
  for (const count of counts) expect(Math.abs(count - 2400)).toBeLessThan(4 * Math.sqrt(960));
});

it("growExtendedForest(matrix, {scales}) of scaled rows is that of the rows, in other units", () => {
  const scales = [1, 1024, 2 ** -10, 4, 1]; // powers of two: nothing is rounded
  const scaled = {...matrix, values: matrix.values.map((value, i) => value * scales[i % 5])};
  const forest = growExtendedForest(scaled, {seed: 3, scales});
  expect(scoreExtended(forest, scaled)).toEqual(
    scoreExtended(growExtendedForest(matrix, {seed: 3}), matrix)
  );
});

it("growExtendedForest(matrix, {seed}) sees no ghosts: two clusters on a diagonal leave the other corners strange", () => {
  const clusters = normalMatrix(1000, 2, 11); // Hariri et al., figure 3: centres (0, 10) and (10, 0)
  for (let i = 0; i < 1000; ++i) clusters.values[2 * i + (i % 2)] += 10;
  const ghosts = matrixOf([
    [0, 0],
    [10, 10]
  ]);
  const centres = matrixOf([
    [0, 10],
    [10, 0]
  ]);
  for (const seed of [1, 2, 3, 4, 5]) {
    const plain = growForest(clusters, {seed});
    const extended = growExtendedForest(clusters, {seed});
    const margin = (ghost: Float64Array, centre: Float64Array) =>
      Math.min(...ghost) - Math.max(...centre);
    const plainMargin = margin(scoreMatrix(plain, ghosts), scoreMatrix(plain, centres));
    const itsMargin = margin(scoreExtended(extended, ghosts), scoreExtended(extended, centres));
    expect(itsMargin).toBeGreaterThan(plainMargin + 0.05);
    expect(Math.min(...scoreExtended(extended, ghosts))).toBeGreaterThan(
      Math.max(...scoreMatrix(plain, ghosts))
    );
  }
});

it("growExtendedForest(matrix, {seed}) of equal rows is a forest of leaves, and every row scores 0.5", () => {
  const equal = matrixOf(Array.from({length: 300}, () => [1, 2, 3]));
  const forest = growExtendedForest(equal, {seed: 1});
  expect(forest.plane).toEqual(new Int32Array(100).fill(-1));
  for (const score of scoreExtended(
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
])("growExtendedForest(matrix, {seed}) bears columns with %s", (_, odd) => {
  const mixed = matrixOf(
    Array.from({length: 64}, (_, i) => [i, odd[i % odd.length], i % 3 ? i : odd[i % odd.length]])
  );
  for (const extensionLevel of [0, 1, 2]) {
    const forest = growExtendedForest(mixed, {trees: 20, seed: 1, extensionLevel});
    checkExtendedForest(forest);
    for (const score of scoreExtended(forest, mixed)) expect(score > 0 && score < 1).toBe(true);
    forest.column.forEach((column, i) => {
      if (column === 1) expect(forest.normal[i]).toBe(0); // nothing finite in it to cut
    });
  }
});

it("growExtendedForest(matrix, {seed}) parts neighbouring, subnormal and the greatest numbers", () => {
  for (const [a, b] of [
    [1, Math.fround(1 + 2 ** -23)],
    [0, 2 ** -149],
    [-3.4028234663852886e38, 3.4028234663852886e38]
  ]) {
    const {size} = growExtendedForest(matrixOf([[a], [b]]), {trees: 50, seed: 1});
    for (let t = 0; t < 50; ++t) expect([...size.subarray(3 * t, 3 * t + 3)]).toEqual([2, 1, 1]);
  }
});

it("growExtendedForest(matrix, options) throws a RangeError with the remedy on what it cannot grow", () => {
  const empty = {rows: 0, columns: 1, values: new Float32Array(0)};
  expect(() => growExtendedForest(empty, {seed: 1})).toThrow("too few rows: 0; a forest needs 2");
  expect(() => growExtendedForest(matrixOf([[1]]), {seed: 1})).toThrow("too few rows: 1");
  expect(() => growExtendedForest(matrix, {seed: 1, trees: 0})).toThrow("invalid trees: 0");
  for (const sampleSize of [1, 1001, 2.5, NaN]) {
    expect(() => growExtendedForest(matrix, {seed: 1, sampleSize})).toThrow(
      `invalid sample size: ${sampleSize}`
    );
  }
  for (const extensionLevel of [-1, 5, 0.5, NaN]) {
    expect(() => growExtendedForest(matrix, {seed: 1, extensionLevel})).toThrow(
      `invalid extension level: ${extensionLevel}; give an integer in [0, 4]`
    );
  }
  expect(() => growExtendedForest(matrix, {seed: 1, scales: [1, 1]})).toThrow("invalid scales: 2");
  for (const scale of [0, -1, NaN, Infinity, 1e-61]) {
    expect(() => growExtendedForest(matrix, {seed: 1, scales: [1, 1, scale, 1, 1]})).toThrow(
      `invalid scale of column 2: ${scale}`
    );
  }
  const wide = {rows: 256, columns: 30_000, values: new Float32Array(256 * 30_000)};
  expect(() => growExtendedForest(wide, {seed: 1})).toThrow(
    /^too large a forest: .*; give fewer trees/
  );
  expect(() => growExtendedForest(matrix, {seed: -1})).toThrow("invalid seed: -1");
});
