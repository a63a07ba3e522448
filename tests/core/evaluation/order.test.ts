import {expect, it} from "vitest";
import {seeded} from "../../../src/core/forest/random.js";
import {ascendingOrder, highest, sortAscending} from "../../../src/core/evaluation/order.js";

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
    () => Math.floor(random() * 700) / 700,
    () => random() ** 6,
    () => random() * (random() < 0.01 ? 1e9 : 1),
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

it("sortAscending(values) is the sort of the language, whatever order they come in", () => {
  const orders = [[], [1], [1, 2, 2, 3], [3, 2, 2, 1], [2, 3, 1], [5, NaN, 1], [0, -0, -1], [1, 0]];
  for (const values of orders)
    expect(sortAscending(Float64Array.from(values))).toEqual(Float64Array.from(values).sort());
});

it("highest(values, k) is the end of what a sort gives, for all k", () => {
  const random = seeded(2);
  for (const spread of [3, 1000]) {
    const values = Float64Array.from({length: 400}, () => Math.floor(random() * spread));
    values.set([-Infinity, Infinity, Infinity], 7);
    const sorted = values.slice().sort();
    for (const of of [values, sorted, sorted.toReversed()]) {
      for (let k = 1; k <= 410; k += 1 + (k >> 4))
        expect(highest(of, k).join()).toBe(sorted.slice(Math.max(0, 400 - k)).join());
    }
  }
  expect(() => highest([1, 2, 3, 4, 5, 6, 7, 8, NaN], 1)).toThrow("invalid score: NaN");
  expect(() => highest([1, NaN], 2)).toThrow("invalid score: NaN");
});
