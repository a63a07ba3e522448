import {expect, it} from "vitest";
import {seeded} from "../../../src/core/forest/random.js";
import type {Matrix} from "../../../src/core/forest/types.js";
import {featureDrift} from "../../../src/core/features/drift.js";
import type {ModelFile} from "../../../src/core/schema/models.js";
import {profileOf} from "../../../pipeline/training/profile.js";

const training = {silver: "", from: "", until: "", windowRows: 4000, rows: 4000};

function draw(rows: number, seed: number, shift = 0): Matrix {
  const random = seeded(seed);
  const values = new Float32Array(2 * rows);
  for (let i = 0; i < rows; ++i) {
    values[2 * i] = random() + shift;
    values[2 * i + 1] = Math.floor(4 * random() ** 2);
  }
  return {rows, columns: 2, values};
}

const features = ["amount", "code"];
const model = {features, profile: profileOf(draw(4000, 1)), training};

it("featureDrift(model, matrix) finds other rows of the same distribution the same", () => {
  const drift = featureDrift(model, draw(1500, 2));
  expect(drift.map(({name, verdict}) => [name, verdict])).toEqual([
    ["amount", "same"],
    ["code", "same"]
  ]);
  for (const {stability, noise, distance} of drift) {
    expect(stability).toBeLessThan(noise);
    expect(distance).toBeLessThan(0.06);
  }
});

it("featureDrift(model, matrix) tells the feature that moved from the one that did not", () => {
  const [amount, code] = featureDrift(model, draw(1500, 3, 0.5));
  expect([amount.verdict, code.verdict]).toEqual(["different", "same"]);
  expect(amount.outside).toBeCloseTo(0.5, 1); // half of [0.5, 1.5) is beyond [0, 1)
  expect(amount.distance).toBeCloseTo(0.5, 1); // below 0.5 there were half, and are none
  expect(code.outside).toBe(0);
});

it("featureDrift(model, matrix) says nothing of a handful of rows, and stands on none", () => {
  for (const rows of [0, 2, 99]) {
    const drift = featureDrift(model, draw(rows, 4, 9));
    expect(drift.map(({verdict}) => verdict)).toEqual(["unknown", "unknown"]);
    expect(drift.every(({stability}) => Number.isFinite(stability))).toBe(true);
  }
});

it("featureDrift(model, matrix) reads bins off the quantiles of a model without bins", () => {
  const {quantiles, values} = model.profile;
  const old: ModelFile["profile"] = {quantiles, values};
  const same = featureDrift({features, profile: old, training}, draw(3000, 5));
  expect(same.map(({verdict}) => verdict)).toContain("same");
  expect(same[0].bins.expected.reduce((sum, share) => sum + share)).toBeCloseTo(1, 12);
  const moved = featureDrift({features, profile: old, training}, draw(3000, 6, 0.5));
  expect(moved[0].verdict).toBe("different");
});

it("profileOf(matrix) has a bin for each value of a feature of few, and counts every row once", () => {
  const {bins} = model.profile;
  expect(bins![1].edges).toEqual([0, 1, 2, 3]);
  expect(bins![0].edges).toHaveLength(10);
  for (const {counts} of bins!) expect(counts.reduce((sum, n) => sum + n)).toBe(4000);
});

it("featureDrift(model, matrix) calls a few values of a new kind shifted, not another network", () => {
  const matrix = draw(2000, 8);
  for (let i = 0; i < 100; ++i) matrix.values[2 * i + 1] = -7; // 5 % in a place where there was nothing
  const profile = profileOf(draw(4000, 1));
  profile.bins![1] = {
    edges: [-7, ...profile.bins![1].edges],
    counts: [0, ...profile.bins![1].counts]
  };
  const [, code] = featureDrift({features, profile, training}, matrix);
  expect(code.stability).toBeGreaterThan(0.25);
  expect(code.distance).toBeLessThan(0.1);
  expect(code.verdict).toBe("shifted");
});
