import {expect, it} from "vitest";
import {meanAndDeviation, quantiles} from "../../../src/core/evaluation/summary.js";
import reference from "../../fixtures/metrics/reference.json" with {type: "json"};

const {values, ...expected} = reference.summary;

it("meanAndDeviation(values) is NumPy’s, for values far from 0", () => {
  const {mean, deviation} = meanAndDeviation(values);
  expect(mean / expected.mean).toBeCloseTo(1, 14);
  expect(deviation / expected.deviation).toBeCloseTo(1, 9);
});

it("meanAndDeviation(values) is as worked out by hand", () => {
  expect(meanAndDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({mean: 5, deviation: 2});
  expect(meanAndDeviation([3])).toEqual({mean: 3, deviation: 0});
  expect(meanAndDeviation([])).toEqual({mean: NaN, deviation: NaN});
});

it("quantiles(values, probabilities) are NumPy’s", () => {
  const found = quantiles(values, expected.probabilities);
  found.forEach((quantile, i) => expect(quantile).toBeCloseTo(expected.quantiles[i], 8));
});

it("quantiles(values, probabilities) interpolates between order statistics (type 7)", () => {
  expect(quantiles([40, 10, 20, 30], [0, 0.25, 0.5, 1])).toEqual([10, 17.5, 25, 40]);
  expect(quantiles([5], [0, 0.5, 1])).toEqual([5, 5, 5]);
});

it("quantiles(values, probabilities) leaves out what is not finite; NaN where nothing remains", () => {
  expect(quantiles(Float32Array.of(NaN, 1, Infinity, 3, -Infinity), [0.5])).toEqual([2]);
  expect(quantiles([NaN], [0, 0.5])).toEqual([NaN, NaN]);
  expect(() => quantiles([1], [1.1])).toThrow("invalid probability: 1.1");
});
