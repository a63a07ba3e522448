import {expect, it} from "vitest";
import {explain} from "../../../../src/core/forest/explain.js";
import {growForest} from "../../../../src/core/forest/grow.js";
import {checkRangeForest} from "../../../../src/core/forest/range-penalised/check.js";
import {explainRangePenalised} from "../../../../src/core/forest/range-penalised/explain.js";
import {
  meanPenalisedPathLengths,
  scoreRangePenalised
} from "../../../../src/core/forest/range-penalised/score.js";
import {addRanges, growRangeForest} from "../../../../src/core/forest/range-penalised/penalty.js";
import type {RangeForest} from "../../../../src/core/forest/range-penalised/penalty.js";
import {seeded} from "../../../../src/core/forest/random.js";
import {sample} from "../../../../src/core/forest/sample.js";
import {scoreMatrix} from "../../../../src/core/forest/score.js";
import type {Matrix} from "../../../../src/core/forest/types.js";
import {matrixOf, normalMatrix, rowOf} from "../fixtures.js";

const matrix = normalMatrix(2000, 4, 4);
const forest = growRangeForest(matrix, {seed: 42});

/** Two trees by hand: x is parted at 5 in [1, 9], then y at 2 in [0, 4]; the second tree is a leaf. */
const byHand: RangeForest = {
  roots: Uint32Array.of(0, 5),
  feature: Int16Array.of(0, -1, 1, -1, -1, -1),
  threshold: Float32Array.of(5, 0, 2, 0, 0, 0),
  left: Uint32Array.of(1, 0, 3, 0, 0, 0),
  pathLength: Float64Array.of(1.75, 1, 2, 2, 2, 3),
  size: Uint32Array.of(4, 1, 3, 1, 2, 4),
  low: Float32Array.of(1, 0, 0, 0, 0, 0),
  high: Float32Array.of(9, 0, 4, 0, 0, 0),
  normalizer: 2,
  columns: 2
};

/** The path length of a row in a tree by the definition: from the rows themselves, no arrays of ranges. */
function penalised(rows: number[][], row: ArrayLike<number>, node: number): number {
  const {feature, threshold, left, pathLength} = forest;
  const column = feature[node];
  if (column === -1) return pathLength[node];
  const values = rows.map((one) => one[column]);
  const outside = row[column] < Math.min(...values) || row[column] > Math.max(...values);
  const goesLeft = row[column] < threshold[node];
  const below = rows.filter((one) => one[column] < threshold[node] === goesLeft);
  return penalised(below, row, goesLeft ? left[node] : left[node] + 1) - (outside ? 1 : 0);
}

it("growRangeForest(matrix, options) grows the trees of growForest, byte for byte", () => {
  for (const options of [{seed: 42}, {seed: 7, trees: 9, sampleSize: 33}]) {
    const {low, high, ...rest} = growRangeForest(matrix, options);
    expect(rest).toEqual(growForest(matrix, options));
    expect([low.length, high.length]).toEqual([rest.feature.length, rest.feature.length]);
  }
});

it("growRangeForest(matrix, options) knows the range of the training rows at each split", () => {
  const {roots, feature, threshold, left, size, low, high} = forest;
  checkRangeForest(forest);
  const down = (node: number, rows: Float32Array[]) => {
    expect(rows.length).toBe(size[node]);
    if (feature[node] === -1) return;
    const values = rows.map((row) => row[feature[node]]);
    expect([low[node], high[node]]).toEqual([Math.min(...values), Math.max(...values)]);
    const goesLeft = (row: Float32Array) => row[feature[node]] < threshold[node];
    down(left[node], rows.filter(goesLeft));
    down(
      left[node] + 1,
      rows.filter((row) => !goesLeft(row))
    );
  };
  for (const t of [0, 1, 99]) {
    down(
      roots[t],
      [...sample(2000, 256, seeded(42, t))].map((i) => rowOf(matrix, i))
    );
  }
});

it("addRanges(forest, matrix, seed) throws unless the forest was grown on them", () => {
  const plain = growForest(matrix, {seed: 42});
  expect(() => addRanges(plain, matrix, 43)).toThrow("invalid forest: not grown on these rows");
  expect(() => addRanges(plain, normalMatrix(2000, 4, 5), 42)).toThrow(RangeError);
  expect(() => addRanges(plain, normalMatrix(100, 4), 42)).toThrow(RangeError);
  expect(() => addRanges(plain, normalMatrix(2000, 3), 42)).toThrow(RangeError);
});

it("meanPenalisedPathLengths(forest, matrix) takes a level for each split outside its range", () => {
  const rows: [number, number, number][] = [
    [4, 9, 2], // y is far, but x goes left: its split is not met
    [0.5, 0, 1.5], // x below 1
    [9, 4, 2.5],
    [9, 5, 2], // y above 4
    [10, -1, 1.5], // both
    [NaN, NaN, 2.5], // NaN is neither below nor above
    [Infinity, -Infinity, 1.5]
  ];
  const lengths = meanPenalisedPathLengths(byHand, matrixOf(rows.map(([x, y]) => [x, y])));
  expect([...lengths]).toEqual(rows.map(([, , length]) => length));
});

it("scoreRangePenalised(forest, matrix) equals the definition, from the rows of each tree", () => {
  const rows = normalMatrix(40, 4, 9);
  for (let i = 0; i < 40; ++i) rows.values[4 * i + (i % 4)] *= 1 + (i % 5);
  const scores = scoreRangePenalised(forest, rows);
  const drawn = Array.from(forest.roots, (_, t) =>
    [...sample(2000, 256, seeded(42, t))].map((i) => [...rowOf(matrix, i)])
  );
  for (let i = 0; i < 40; ++i) {
    const sum = drawn.reduce(
      (sum, rowsOfTree, t) => sum + penalised(rowsOfTree, rowOf(rows, i), forest.roots[t]),
      0
    );
    expect(scores[i]).toBeCloseTo(2 ** (-sum / 100 / forest.normalizer), 14);
  }
});

it("scoreRangePenalised(forest, matrix) is in (0, 1], never below the plain score, the same bits in any batch", () => {
  const rows = normalMatrix(3001, 4, 10);
  rows.values.forEach((value, i) => (rows.values[i] = value * (1 + (i % 3))));
  const plain = scoreMatrix(forest, rows);
  const scores = scoreRangePenalised(forest, rows);
  let stranger = 0;
  scores.forEach((score, i) => {
    expect(score > 0 && score <= 1 && score >= plain[i]).toBe(true);
    if (score > plain[i]) ++stranger;
  });
  expect(stranger).toBeGreaterThan(1000);
  for (const i of [0, 17, 2047, 2048, 3000]) {
    const alone = {rows: 1, columns: 4, values: rowOf(rows, i)};
    expect(scoreRangePenalised(forest, alone)[0]).toBe(scores[i]);
  }
});

it("scoreRangePenalised(forest, matrix) is the plain score, bit for bit, of rows inside all ranges", () => {
  const few = normalMatrix(50, 4, 12);
  const everyRow = growRangeForest(few, {seed: 1, sampleSize: 50}); // each tree saw each row
  expect(scoreRangePenalised(everyRow, few)).toEqual(scoreMatrix(everyRow, few));
});

it("scoreRangePenalised(forest, matrix) of a row outside everywhere is stranger the more columns are outside", () => {
  const rows = [0, 1, 2, 3, 4].map((far) => [0, 1, 2, 3].map((j) => (j < far ? 50 : 0)));
  const scores = scoreRangePenalised(forest, matrixOf(rows));
  for (let i = 1; i < 5; ++i) expect(scores[i]).toBeGreaterThan(scores[i - 1]);
  const [everywhere] = scoreRangePenalised(
    growRangeForest(matrixOf([[0], [1], [2]]), {seed: 1, sampleSize: 2}),
    matrixOf([[1e9]])
  );
  expect(everywhere).toBe(1); // the one split of each tree counts for nothing
});

it("growRangeForest(matrix, options) counts infinities of training as seen, and NaN as nothing", () => {
  const rows: Matrix = matrixOf(
    Array.from({length: 60}, (_, i) => [
      i % 4 ? i : Infinity,
      i % 5 ? i : NaN,
      i % 6 ? i : -Infinity
    ])
  );
  const grown = growRangeForest(rows, {seed: 1, sampleSize: 60, trees: 30});
  checkRangeForest(grown);
  expect(Math.max(...grown.high)).toBe(Infinity);
  expect(Math.min(...grown.low)).toBe(-Infinity);
  expect(scoreRangePenalised(grown, rows)).toEqual(scoreMatrix(grown, rows)); // all were seen
  const [unseen] = scoreRangePenalised(grown, matrixOf([[-Infinity, Infinity, Infinity]]));
  expect(unseen).toBeGreaterThan(
    scoreMatrix(grown, matrixOf([[-Infinity, Infinity, Infinity]]))[0]
  );
});

it("scoreRangePenalised(forest, matrix) refuses what does not fit", () => {
  expect(() => scoreRangePenalised(forest, matrixOf([[1, 2]]))).toThrow("invalid columns: 2");
  expect(() => scoreRangePenalised(forest, matrix, new Float64Array(3))).toThrow(
    "invalid length to write into: 3"
  );
});

it("explainRangePenalised(forest, row) credits the level to the column of the split", () => {
  const {base, contributions, pathLength} = explainRangePenalised(byHand, [10, -1]);
  expect([base, ...contributions, pathLength]).toEqual([2.375, 0.125 - 0.5, -0.5, 1.5]);
});

it("explainRangePenalised(forest, row) adds up, from the base that explain has", () => {
  const rows = normalMatrix(200, 4, 13);
  rows.values.forEach((value, i) => (rows.values[i] = value * (1 + (i % 3))));
  const lengths = meanPenalisedPathLengths(forest, rows);
  for (let i = 0; i < 200; ++i) {
    const row = rowOf(rows, i);
    const {base, contributions, pathLength} = explainRangePenalised(forest, row);
    const sum = contributions.reduce((total, contribution) => total + contribution, base);
    expect(Math.abs(sum - pathLength)).toBeLessThan(1e-9);
    expect(pathLength).toBe(lengths[i]);
    const plain = explain(forest, row);
    expect(base).toBe(plain.base);
    contributions.forEach((contribution, j) =>
      expect(contribution).toBeLessThanOrEqual(plain.contributions[j])
    );
  }
  expect(() => explainRangePenalised(forest, [1])).toThrow("invalid columns: 1");
});

it.each<[string, Partial<RangeForest>, string]>([
  ["ranges of another length", {low: new Float32Array(3)}, "length of forest.low is 3"],
  ["a range above its threshold", {low: Float32Array.of(5, 0, 0, 0, 0, 0)}, "forest.low[0] is 5"],
  ["a range below its threshold", {high: Float32Array.of(4, 0, 4, 0, 0, 0)}, "forest.high[0] is 4"],
  ["a range that is NaN", {low: Float32Array.of(NaN, 0, 0, 0, 0, 0)}, "forest.low[0] is NaN"],
  ["a leaf with a range", {high: Float32Array.of(9, 1, 4, 0, 0, 0)}, "forest.high[1] is 1"],
  [
    "a path shorter than its splits, which a penalty would make negative",
    {pathLength: Float64Array.of(1.75, 0.5, 2, 2, 2, 3)},
    "forest.pathLength[1] is 0.5"
  ],
  ["what checkForest refuses", {normalizer: 0}, "forest.normalizer is 0"]
])("checkRangeForest(…) refuses %s", (_, change, message) => {
  expect(() => checkRangeForest({...byHand, ...change})).toThrow(message);
});
