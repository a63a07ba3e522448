import {expect, it} from "vitest";
import {seeded} from "../../../src/core/forest/random.js";
import {ascendingOrder} from "../../../src/core/evaluation/order.js";

/** The same, by comparisons: JavaScript’s sort is stable. */
function byComparison(values: number[]): number[] {
  return values
    .map((_, i) => i)
    .sort((i, j) => (values[i] < values[j] ? -1 : values[i] > values[j] ? 1 : 0));
}

it("ascendingOrder(values) equals a sort by comparison, for all sizes of numbers", () => {
  const random = seeded(1);
  const makers = [
    () => random(),
    () => Math.floor(random() * 5) - 2,
    () => (random() - 0.5) * 10 ** Math.floor(random() * 600 - 300),
    () => [0, -0, Infinity, -Infinity, 5e-324, -5e-324][Math.floor(random() * 6)]
  ];
  for (const make of makers) {
    const values = Array.from({length: 2000}, make);
    expect([...ascendingOrder(values)]).toEqual(byComparison(values));
    expect([...ascendingOrder(Float64Array.from(values))]).toEqual(byComparison(values));
  }
});

it("ascendingOrder(values) of nothing, of one and of equals is the order they stand in", () => {
  expect([...ascendingOrder([])]).toEqual([]);
  expect([...ascendingOrder([7])]).toEqual([0]);
  expect([...ascendingOrder([7, 7, 7])]).toEqual([0, 1, 2]);
});

it("ascendingOrder(values) throws a RangeError on NaN", () => {
  expect(() => ascendingOrder([1, NaN])).toThrow("invalid score 1: NaN");
});
