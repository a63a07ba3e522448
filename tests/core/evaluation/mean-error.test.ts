import {expect, it} from "vitest";
import {meanAndError} from "../../../src/core/evaluation/mean-error.js";

it("meanAndError(values) has the sample deviation over the root of n", () => {
  const {mean, error} = meanAndError([2, 4, 4, 4, 5, 5, 7, 9]); // deviations sum to 32 in squares
  expect(mean).toBe(5);
  expect(error).toBeCloseTo(Math.sqrt(32 / 7 / 8), 12);
  expect(meanAndError([3])).toEqual({mean: 3, error: null});
  expect(() => meanAndError([1, NaN])).toThrow("invalid value: NaN");
  expect(() => meanAndError([])).toThrow("too few values");
});
