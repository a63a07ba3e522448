import {expect, it} from "vitest";
import {seeded} from "../../../src/core/forest/random.js";
import {
  binCounts,
  binOf,
  kolmogorovSmirnov,
  kolmogorovSmirnovOfShares,
  populationStability,
  stabilityNoise
} from "../../../src/core/evaluation/drift.js";

it("populationStability(expected, actual) is the sum written out, and symmetric", () => {
  // (0.4 − 0.5) ln 0.8 + (0.6 − 0.5) ln 1.2 = 0.1 ln 1.5
  expect(populationStability([0.5, 0.5], [0.4, 0.6])).toBeCloseTo(0.1 * Math.log(1.5), 12);
  // (0.2 − 0.1) ln 2 + (0.3 − 0.4) ln 0.75 + 0 = 0.1 ln (2 / 0.75)
  const [before, after] = [
    [0.1, 0.4, 0.5],
    [0.2, 0.3, 0.5]
  ];
  expect(populationStability(before, after)).toBeCloseTo(0.1 * Math.log(8 / 3), 12);
  expect(populationStability(after, before)).toBeCloseTo(0.1 * Math.log(8 / 3), 12);
});

it("populationStability(expected, actual) takes counts for shares, and is 0 for equal ones", () => {
  expect(populationStability([1, 3], [250, 750])).toBe(0);
  expect(populationStability([5, 5], [40, 60])).toBeCloseTo(0.1 * Math.log(1.5), 12);
});

it("populationStability(expected, actual) counts an empty bin as 0.0001", () => {
  const empty = (0.0001 - 0.5) * Math.log(0.0001 / 0.5) + 0.5 * Math.log(2);
  expect(populationStability([0.5, 0.5], [0, 1])).toBeCloseTo(empty, 12);
});

it("populationStability(expected, actual) throws on bins that do not belong together", () => {
  expect(() => populationStability([1], [1, 2])).toThrow("invalid bins: 1 and 2");
  expect(() => populationStability([1, 1], [0, 0])).toThrow("invalid sum of shares: 0");
  expect(() => populationStability([1, -1], [1, 1])).toThrow("invalid share: -1");
  expect(() => populationStability([1, NaN], [1, 1])).toThrow("invalid share: NaN");
});

it("stabilityNoise(n, m, bins) is rarely passed by two samples of one distribution", () => {
  const random = seeded(7);
  const sample = (size: number) => {
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < size; ++i) ++counts[Math.floor(10 * random())];
    return counts;
  };
  let passed = 0;
  for (let i = 0; i < 400; ++i) {
    if (populationStability(sample(2000), sample(500)) > stabilityNoise(2000, 500, 10)) ++passed;
  }
  expect(passed).toBeLessThan(16); // three deviations of a χ² of 9: about 1 in 150
});

it("kolmogorovSmirnov(a, b) is the greatest distance of the two step functions", () => {
  expect(kolmogorovSmirnov([1, 2, 3, 4], [1, 2, 3, 4])).toBe(0);
  expect(kolmogorovSmirnov([1, 2], [3, 4])).toBe(1);
  expect(kolmogorovSmirnov([1, 2, 3, 4], [3, 4, 5, 6])).toBe(0.5); // at 2: 2/4 against 0
  expect(kolmogorovSmirnov([1, 1, 1, 2], [1, 2, 2, 2])).toBe(0.5); // at 1: 3/4 against 1/4
  expect(() => kolmogorovSmirnov([], [1])).toThrow("too few values: 0 and 1");
});

it("kolmogorovSmirnovOfShares(expected, actual) is the distance of the sums so far", () => {
  expect(kolmogorovSmirnovOfShares([1, 1, 2], [1, 1, 2])).toBe(0);
  expect(kolmogorovSmirnovOfShares([0.5, 0.5, 0], [0, 0.5, 0.5])).toBe(0.5);
  expect(kolmogorovSmirnovOfShares([1, 0], [0, 1])).toBe(1);
});

it("kolmogorovSmirnovOfShares(binCounts(…)) equals kolmogorovSmirnov of whole numbers", () => {
  const random = seeded(3);
  const draw = (shift: number) =>
    Float64Array.from({length: 200}, () => Math.floor(8 * random()) + shift).sort();
  const [a, b] = [draw(0), draw(2)];
  const edges = Array.from({length: 10}, (_, i) => i);
  expect(kolmogorovSmirnovOfShares(binCounts(edges, a), binCounts(edges, b))).toBeCloseTo(
    kolmogorovSmirnov(a, b),
    12
  );
});

it("binOf(edges, value) takes an edge into the bin above, and what is outside into the ends", () => {
  const edges = [0, 1, 5];
  expect([-2, 0, 0.5, 1, 4.9, 5, 99].map((value) => binOf(edges, value))).toEqual([
    0, 0, 0, 1, 1, 2, 2
  ]);
  expect([...binCounts(edges, [-1, 0, 1, NaN, 7])]).toEqual([2, 1, 1]);
});
