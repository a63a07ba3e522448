import {expect, it} from "vitest";
import {kernelAt, scaledGamma} from "../../../src/core/detectors/kernel.js";

const reference = {rows: 3, columns: 2, values: Float64Array.of(0, 0, 3, 4, 1, 1)};

it("kernelAt(reference, i, values, at, gamma) is exp(−gamma × distance²)", () => {
  const values = Float64Array.of(9, 0, 0);
  expect(kernelAt(reference, 0, values, 1, 0.1)).toBe(1);
  expect(kernelAt(reference, 1, values, 1, 0.1)).toBeCloseTo(Math.exp(-2.5), 14);
  expect(kernelAt(reference, 1, values, 1, 1e10)).toBe(0);
});

it("scaledGamma(reference) is 1 / (columns × variance of all values), as scikit-learn’s “scale”", () => {
  expect(scaledGamma(reference)).toBeCloseTo(1 / (2 * (27 / 6 - 1.5 ** 2)), 14);
  expect(scaledGamma({rows: 2, columns: 1, values: Float64Array.of(3, 3)})).toBe(1);
});
