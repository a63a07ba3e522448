import {expect, it} from "vitest";
import {featureDrift} from "../../../../pipeline/run/pairs/feature-drift.js";
import type {TrainingSample} from "../../../../src/core/forest/sample-file.js";
import {seeded} from "../../../../src/core/forest/random.js";

function sample(features: string[], columns: number[][]): TrainingSample {
  const rows = columns[0].length;
  const values = new Float32Array(rows * columns.length);
  columns.forEach((column, j) =>
    column.forEach((value, i) => (values[i * columns.length + j] = value))
  );
  return {
    features,
    matrix: {rows, columns: columns.length, values},
    trees: 1,
    sampleSize: 2,
    seeds: []
  };
}

it("featureDrift(before, after) is 0 for the same rows, and finds by hand what has moved", () => {
  const column = Array.from({length: 10}, (_, i) => i);
  const same = sample(["a"], [column]);
  expect(featureDrift(same, same)).toMatchObject([{feature: "a", psi: 0, ks: 0}]);
  const moved = sample(["a"], [column.map((value) => value + 100)]);
  const [drift] = featureDrift(same, moved);
  expect(drift.ks).toBe(1);
  // Ten bins of one tenth each; afterwards all in the last, the others count as 0.0001.
  const psi = 9 * (1e-4 - 0.1) * Math.log(1e-4 / 0.1) + (1 - 0.1) * Math.log(1 / 0.1);
  expect(drift.psi).toBeCloseTo(psi, 10);
});

it("featureDrift(before, after) stays below its noise for two draws of one distribution", () => {
  const random = seeded(1);
  const draw = () =>
    sample(
      ["a", "b"],
      [0, 1].map(() => Array.from({length: 4000}, random))
    );
  for (const {psi, noise} of featureDrift(draw(), draw())) expect(psi).toBeLessThan(noise);
});

it("featureDrift(before, after) leaves out what one of the two has not, and values that are none", () => {
  const before = sample(
    ["a", "b"],
    [
      [1, 2],
      [NaN, NaN]
    ]
  );
  const after = sample(
    ["b", "a", "c"],
    [
      [1, 2],
      [2, 1],
      [3, 4]
    ]
  );
  expect(featureDrift(before, after)).toMatchObject([{feature: "a", psi: 0, ks: 0}]);
});
