import {expect, it} from "vitest";
import {seeded} from "../../../src/core/forest/random.js";
import {overlapAt, ranks, spearman, mostAnomalous} from "../../../src/core/evaluation/agreement.js";
import reference from "../../fixtures/metrics/reference.json" with {type: "json"};

it("spearman(a, b) is SciPy’s, ties and all", () => {
  for (const {a, b, spearman: expected} of reference.pairs) {
    expect(spearman(a, b)).toBeCloseTo(expected, 12);
  }
});

it("spearman(a, b) is 1 for the same order, −1 for the opposite, NaN for a constant", () => {
  expect(spearman([1, 2, 30], [4, 5, 6])).toBe(1);
  expect(spearman([1, 2, 30], [6, 5, 4])).toBe(-1);
  expect(spearman([1, 1, 1], [6, 5, 4])).toBe(NaN);
});

it("ranks(values) shares the mean rank among equals", () => {
  expect([...ranks([10, 30, 20, 30, 5])]).toEqual([2, 4.5, 3, 4.5, 1]);
  expect([...ranks([0, -0])]).toEqual([1.5, 1.5]);
  expect(() => ranks([1, NaN])).toThrow("invalid score 1: NaN");
});

it("mostAnomalous(scores, k) equals a full sort, of equal scores the earlier first", () => {
  const random = seeded(3);
  const scores = Array.from({length: 300}, () => Math.floor(random() * 40));
  const order = scores.map((_, i) => i).sort((i, j) => scores[j] - scores[i] || i - j);
  for (const k of [0, 1, 2, 17, 299, 300, 1000]) {
    expect([...mostAnomalous(scores, k)]).toEqual(order.slice(0, k));
  }
});

it("overlapAt(a, b, k) is the share that both have among their k strangest", () => {
  expect(overlapAt([4, 3, 2, 1], [4, 1, 2, 3], 2)).toBe(0.5);
  expect(overlapAt([4, 3, 2, 1], [1, 2, 3, 4], 2)).toBe(0);
  expect(overlapAt([4, 3, 2, 1], [1, 2, 3, 4], 4)).toBe(1);
  expect(() => overlapAt([1], [1], 2)).toThrow("invalid k: 2; give 1 to 1");
  expect(() => overlapAt([1], [1, 2], 1)).toThrow("invalid lengths: 1 and 2");
});
