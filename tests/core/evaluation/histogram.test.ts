import {expect, it} from "vitest";
import {seeded} from "../../../src/core/forest/random.js";
import {histogram} from "../../../src/core/evaluation/histogram.js";

it("histogram(values, {from, step, bins}) counts each value in the bin that holds it", () => {
  expect(histogram([0, 0.4, 0.5, 0.99, 1.2], {from: 0, step: 0.5, bins: 3}).counts).toEqual([
    2, 2, 1
  ]);
});

it("histogram(values) counts values below in the first bin and values beyond in the last", () => {
  const {counts} = histogram([-5, -Infinity, 1, 7, Infinity], {from: 0, step: 0.5, bins: 2});
  expect(counts).toEqual([2, 3]);
});

it("histogram(values) puts the edge of each bin into that bin, whatever the division rounds to", () => {
  const edges = Array.from({length: 100}, (_, i) => 0 + i * 0.01);
  expect(histogram(edges).counts).toEqual(new Array(100).fill(1));
  const odd = Array.from({length: 37}, (_, i) => 0.3 + i * 0.017);
  expect(histogram(odd, {from: 0.3, step: 0.017, bins: 37}).counts).toEqual(new Array(37).fill(1));
});

it("histogram(values) loses nothing", () => {
  const random = seeded(1);
  const {counts, from, step} = histogram(Float64Array.from({length: 5000}, () => random()));
  expect([from, step, counts.length]).toEqual([0, 0.01, 100]);
  expect(counts.reduce((sum, count) => sum + count)).toBe(5000);
});

it("histogram(values, options) throws a RangeError on NaN and on bins that are none", () => {
  expect(() => histogram([1, NaN])).toThrow("invalid value 1: NaN");
  expect(() => histogram([1], {step: 0})).toThrow("invalid step: 0");
  expect(() => histogram([1], {bins: 0})).toThrow("invalid bins: 0");
});
