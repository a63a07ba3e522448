import {expect, it} from "vitest";
import {standingOf, standingWords} from "../../../src/core/features/standing.js";

const quantiles = [0, 0.01, 0.25, 0.5, 0.75, 0.99, 1];
const values = [0, 0, 2, 5, 5, 9, 10];

it.each([
  [10.5, "above all of training"],
  [-0.1, "below all of training"],
  [10, "above 99 % of training"], // the greatest of them is not outside
  [9.5, "above 99 % of training"],
  [6, "above 75 % of training"],
  [5, "in the middle of training"], // above a quarter, below one percent
  [0, "below 75 % of training"],
  [1, "below 75 % of training"]
])("standingOf(%d, quantiles, values) reads “%s”", (value, words) => {
  expect(standingWords(standingOf(value, quantiles, values))).toBe(words);
});

it("standingOf(value, quantiles, values) gives lower bounds of the shares that a plain count has", () => {
  const rows = Array.from({length: 1001}, (_, i) => (i % 17) ** 2);
  const sorted = [...rows].sort((a, b) => a - b);
  const known = quantiles.map((quantile) => sorted[Math.round(quantile * 1000)]);
  for (let value = -1; value <= 260; value += 0.5) {
    const {above, below} = standingOf(value, quantiles, known);
    expect(above).toBeLessThanOrEqual(rows.filter((row) => row < value).length / 1001 + 1e-3);
    expect(below).toBeLessThanOrEqual(rows.filter((row) => row > value).length / 1001 + 1e-3);
  }
});
