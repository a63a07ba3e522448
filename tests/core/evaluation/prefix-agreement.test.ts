import {expect, it} from "vitest";
import {growForest} from "../../../src/core/forest/grow.js";
import {prefixAgreement, prefixCounts} from "../../../src/core/evaluation/prefix-agreement.js";
import {seeded} from "../../../src/core/forest/random.js";
import {scoreMatrix} from "../../../src/core/forest/score.js";
import {spearman} from "../../../src/core/evaluation/agreement.js";

const random = seeded(7);
const rows = 400;
const values = Float32Array.from({length: 3 * rows}, () => random() ** 3);
const matrix = {rows, columns: 3, values};
const grow = (trees: number, seed = 1) => growForest(matrix, {trees, sampleSize: 64, seed});

it("prefixAgreement(forest, matrix, options) finds a full forest like itself", () => {
  const [all] = prefixAgreement(grow(20), matrix, {counts: [20], k: 40});
  expect(all).toEqual({trees: 20, full: {order: 1, overlap: 1}, others: null});
});

it("prefixAgreement(forest, matrix, options) ranks the first trees as a forest of only these does", () => {
  const [some] = prefixAgreement(grow(50), matrix, {counts: [10], k: 40});
  const small = scoreMatrix(grow(10), matrix); // tree t draws from a stream of its own
  expect(some.full.order).toBeCloseTo(spearman(small, scoreMatrix(grow(50), matrix)), 12);
});

it("prefixAgreement(forest, matrix, options) grows with the trees, and less against others than against the full", () => {
  const curve = prefixAgreement(grow(200), matrix, {counts: [2, 20, 100], k: 40});
  const others = curve.map(({others}) => others!.order!);
  expect(others).toEqual([...others].sort((a, b) => a - b));
  for (const {full, others: apart} of curve) expect(apart!.order!).toBeLessThan(full.order!);
});

it("prefixAgreement(forest, matrix, options) has no order where all rows are alike", () => {
  const alike = {rows: 5, columns: 3, values: new Float32Array(15)};
  const [one] = prefixAgreement(grow(4), alike, {counts: [1], k: 5});
  expect(one.full).toEqual({order: null, overlap: 1});
});

it("prefixAgreement(forest, matrix, options) refuses a count that the forest has not", () => {
  for (const trees of [0, 1.5, 5, NaN])
    expect(() => prefixAgreement(grow(4), matrix, {counts: [trees], k: 5})).toThrow(RangeError);
});

it("prefixCounts(trees) goes by 1, 2 and 5, to half and all", () => {
  expect(prefixCounts(100)).toEqual([1, 2, 5, 10, 20, 50, 100]);
  expect(prefixCounts(30)).toEqual([1, 2, 5, 10, 15, 20, 30]);
  expect(prefixCounts(1)).toEqual([1]);
});
