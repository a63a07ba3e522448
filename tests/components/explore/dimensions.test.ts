import {expect, it} from "vitest";
import {binsOf, dimensionOf, rangeCondition} from "../../../src/components/explore/dimensions.js";
import {logEdges, timeEdges} from "../../../src/core/explore/bins.js";

const day = 86_400_000;

/** A dimension of bytes up to *max*, without events. */
function bytesUpTo(max: number) {
  const edges = logEdges(max, 0);
  return dimensionOf({name: "out", column: "orig_bytes", label: "bytes out", kind: "bytes", edges, counts: []}); // prettier-ignore
}

it("rangeCondition(dimension, bins) is half-open, and open at the ends of the axis", () => {
  const dimension = bytesUpTo(999);
  expect(String(rangeCondition(dimension, [6, 10]))).toBe(
    `(("orig_bytes" >= 10) AND ("orig_bytes" < 100))`
  );
  expect(String(rangeCondition(dimension, [0, 5]))).toBe(`("orig_bytes" < 10)`);
  expect(String(rangeCondition(dimension, [0, dimension.bins - 1]))).toBe(
    `("orig_bytes" IS NOT NULL)`
  );
});

it("binsOf(dimension, values) finds the bins again from edges rounded to seven figures", () => {
  const dimension = bytesUpTo(1e9);
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
  const dimension = dimensionOf({name: "time", column: "time", label: "time", kind: "time", edges: timeEdges({min: 0, max: day}), counts: []}); // prettier-ignore
  expect(binsOf(dimension, [5, 5])).toBeNull();
  expect(binsOf(dimension, [Number.NaN, 5])).toBeNull();
});
