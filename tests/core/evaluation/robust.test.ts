import {expect, it} from "vitest";
import {decadesOf} from "../../../src/core/evaluation/decades.js";
import {medianOf, robustZ, usualOf} from "../../../src/core/evaluation/robust.js";

it("decadesOf(value) is the logarithm of 1 + value to within rounding", () => {
  expect(decadesOf(0)).toBe(0);
  for (const power of [1, 2, 3, 6, 9, 12])
    expect(decadesOf(10 ** power - 1)).toBeCloseTo(power, 13);
  for (let value = 1; value < 1e15; value = Math.ceil(value * 1.37))
    expect(Math.abs(decadesOf(value) / Math.log10(1 + value) - 1)).toBeLessThan(2e-15);
});

it("decadesOf(value) never falls as value grows", () => {
  let before = -1;
  for (let value = 0; value < 100_000; ++value) {
    const now = decadesOf(value);
    expect(now).toBeGreaterThan(before);
    before = now;
  }
});

it("medianOf(values) is the middle one, or the mean of two", () => {
  expect(medianOf([5, 1, 3])).toBe(3);
  expect(medianOf([5, 1, 3, 10])).toBe(4);
  expect(medianOf([])).toBeNaN();
});

it("usualOf(values) takes 1.4826 times the median absolute deviation", () => {
  // median 6; distances 5, 4, 1, 0, 2, 3, 94: their median is 3
  const usual = usualOf([1, 2, 5, 6, 8, 9, 100]);
  expect(usual).toEqual({n: 7, median: 6, scale: 1.4826 * 3, spread: "median"});
  expect(robustZ(6 + 2 * 1.4826 * 3, usual)).toBeCloseTo(2, 12);
  expect(robustZ(0, usual)).toBeLessThan(0);
});

it("usualOf(values) takes the mean deviation where the median one is 0, then what is lent, then nothing", () => {
  expect(usualOf([0, 0, 0, 0, 10])).toEqual({n: 5, median: 0, scale: 1.253314 * 2, spread: "mean"});
  expect(usualOf([4, 4, 4, 4], 0.5)).toEqual({n: 4, median: 4, scale: 0.5, spread: "lent"});
  const never = usualOf([4, 4, 4, 4]);
  expect(never).toEqual({n: 4, median: 4, scale: 0, spread: "none"});
  expect(robustZ(4, never)).toBe(0);
  expect(robustZ(5, never)).toBeNull();
});
