import {expect, it} from "vitest";
import {scikitAveragePathLength, scikitForest} from "../../../pipeline/exchange/scikit-learn.js";
import {ModelError} from "../../../src/core/forest/check.js";

it("scikitAveragePathLength(n) is what scikit-learn’s own test says of 1, 2, 5 and 999 rows", () => {
  // sklearn/ensemble/tests/test_iforest.py, test_iforest_average_path_length
  const one = 2 * (Math.log(4) + 0.5772156649015329) - 2 * (4 / 5);
  const two = 2 * (Math.log(998) + 0.5772156649015329) - 2 * (998 / 999);
  expect([0, 1, 2].map(scikitAveragePathLength)).toEqual([0, 0, 1]);
  expect(scikitAveragePathLength(5)).toBeCloseTo(one, 12);
  expect(scikitAveragePathLength(999)).toBeCloseTo(two, 12);
  expect(scikitAveragePathLength(256)).toBeCloseTo(10.2448, 4);
});

const stump = {
  feature: Int32Array.of(0, -1, -1),
  threshold: Float32Array.of(0.5, 0, 0),
  left: Int32Array.of(1, -1, -1),
  right: Int32Array.of(2, -1, -1),
  size: Float64Array.of(NaN, 1, 3)
};

it("scikitForest(trees) gives leaves depth + c(rows), and inner nodes the mean over their rows", () => {
  const forest = scikitForest([stump], 4, 2);
  const three = 1 + scikitAveragePathLength(3);
  expect(Array.from(forest.pathLength)).toEqual([(1 + 3 * three) / 4, 1, three]);
  expect(Array.from(forest.size)).toEqual([4, 1, 3]);
  expect(forest).toMatchObject({normalizer: scikitAveragePathLength(4), columns: 2});
});

it("scikitForest(trees) refuses a sample of one row, and leaves with no rows or parts of one", () => {
  expect(() => scikitForest([stump], 1, 2)).toThrow("the sample size is 1");
  for (const rows of [0, 1.5, NaN, -1, 2 ** 31]) {
    const damaged = {...stump, size: Float64Array.of(NaN, 1, rows)};
    expect(() => scikitForest([damaged], 4, 2)).toThrow(ModelError);
    expect(() => scikitForest([damaged], 4, 2)).toThrow(`a leaf has ${rows} training rows`);
  }
});
