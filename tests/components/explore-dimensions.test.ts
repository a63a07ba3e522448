import {expect, it} from "vitest";
import {
  binsOf,
  logDimension,
  rangeCondition,
  scoreDimension,
  timeDimension
} from "../../src/components/explore-dimensions.js";

const day = 86_400_000;
const bytes = {name: "out", column: "orig_bytes", label: "bytes out", kind: "bytes"} as const;

it("timeDimension(extent) has at most 180 bins that cover the extent and begin on whole steps", () => {
  for (const days of [0, 0.001, 1, 7, 14, 400]) {
    const min = Date.UTC(2026, 2, 2, 3, 4, 5);
    const {bins, edge} = timeDimension({min, max: min + days * day});
    expect(bins).toBeLessThanOrEqual(180);
    expect(edge(0)).toBeLessThanOrEqual(min);
    expect(edge(bins)).toBeGreaterThan(min + days * day);
    expect(edge(0) % (edge(1) - edge(0))).toBe(0);
  }
});

it("scoreDimension(extent, threshold) has the threshold itself as an edge", () => {
  const {bins, edge} = scoreDimension({min: 0.31, max: 0.74}, 0.6612345);
  const edges = Array.from({length: bins + 1}, (_, i) => edge(i));
  expect(edges).toContain(0.6612345);
  expect(edges[0]).toBeLessThanOrEqual(0.31);
  expect(edges[bins]).toBeGreaterThan(0.74);
});

it("scoreDimension(extent, threshold) covers a threshold above every score", () => {
  const {bins, edge} = scoreDimension({min: 0.4, max: 0.5}, 0.9);
  expect(edge(bins)).toBeGreaterThan(0.9);
  expect(edge(0)).toBeLessThanOrEqual(0.4);
});

it("logDimension(options, extent, least) has every power of ten as an edge, after a bin for zero", () => {
  const {bins, edge} = logDimension(bytes, {min: 0, max: 123_456}, 0);
  const edges = Array.from({length: bins + 1}, (_, i) => edge(i));
  expect(edges.slice(0, 2)).toEqual([0, 1]);
  expect(edges).toEqual(expect.arrayContaining([1, 10, 100, 1000, 10_000, 100_000]));
  expect(edges[bins]).toBeGreaterThan(123_456);
});

it("rangeCondition(dimension, bins) is half-open, and open at the ends of the axis", () => {
  const dimension = logDimension(bytes, {min: 0, max: 999}, 0);
  expect(String(rangeCondition(dimension, [6, 10]))).toBe(
    `(("orig_bytes" >= 10) AND ("orig_bytes" < 100))`
  );
  expect(String(rangeCondition(dimension, [0, 5]))).toBe(`("orig_bytes" < 10)`);
  expect(String(rangeCondition(dimension, [0, dimension.bins - 1]))).toBe(
    `("orig_bytes" IS NOT NULL)`
  );
});

it("binsOf(dimension, values) finds the bins again from edges rounded to seven figures", () => {
  const dimension = logDimension(bytes, {min: 0, max: 1e9}, 0);
  for (const [first, last] of [
    [0, 3],
    [4, 4],
    [7, 30],
    [1, dimension.bins - 1]
  ] as const) {
    const values = [dimension.edge(first), dimension.edge(last + 1)].map((v) =>
      Number(v.toPrecision(7))
    );
    expect(binsOf(dimension, values as [number, number])).toEqual([first, last]);
  }
});

it("binsOf(dimension, values) is null for an empty or broken range", () => {
  const dimension = timeDimension({min: 0, max: day});
  expect(binsOf(dimension, [5, 5])).toBeNull();
  expect(binsOf(dimension, [Number.NaN, 5])).toBeNull();
});
