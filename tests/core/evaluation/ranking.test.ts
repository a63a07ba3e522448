import {expect, it} from "vitest";
import {seeded} from "../../../src/core/forest/random.js";
import {auroc, averagePrecision, precisionAt, rank} from "../../../src/core/evaluation/ranking.js";
import reference from "../../fixtures/metrics/reference.json" with {type: "json"};

it("averagePrecision(scores, labels) and auroc(…) are scikit-learn’s, ties and all", () => {
  for (const {scores, labels, ...expected} of reference.rankings) {
    expect(averagePrecision(scores, labels)).toBeCloseTo(expected.averagePrecision, 12);
    expect(auroc(scores, labels)).toBeCloseTo(expected.auroc, 12);
  }
});

it("averagePrecision(scores, labels) is as worked out by hand", () => {
  expect(averagePrecision([0.9, 0.8, 0.7, 0.6], [1, 0, 1, 0])).toBeCloseTo(1 / 2 + 1 / 3, 14);
  expect(averagePrecision([0.5, 0.5, 0.5, 0.5], [1, 0, 0, 0])).toBe(0.25);
  expect(averagePrecision([2, 1], [1, 0])).toBe(1);
});

it("auroc(scores, labels) is the share of pairs in the right order, ties counting one half", () => {
  expect(auroc([0.9, 0.8, 0.7, 0.6], [1, 0, 1, 0])).toBe(0.75);
  expect(auroc([1, 1, 1], [1, 0, 0])).toBe(0.5);
  expect(auroc([1, 2], [1, 0])).toBe(0);
});

it("auroc(scores, labels) of the negated scores is 1 less it", () => {
  for (const {scores, labels, auroc: expected} of reference.rankings) {
    const negated = scores.map((score) => -score);
    expect(auroc(negated, labels)).toBeCloseTo(1 - expected, 12);
  }
});

it("averagePrecision(scores, labels) and auroc(…) are null unless there are both classes", () => {
  for (const labels of [[], [0], [1], [1, 1], [255, 255, 1]]) {
    const scores = labels.map((_, i) => i);
    expect([averagePrecision(scores, labels), auroc(scores, labels)]).toEqual([null, null]);
  }
});

it("averagePrecision(scores, labels) leaves unlabelled events out", () => {
  expect(averagePrecision([0.95, 0.9, 0.8, 0.7, 0.6], [255, 1, 0, 1, 0])).toBeCloseTo(5 / 6, 14);
  expect(precisionAt([0.95, 0.9], [255, 1], 1)).toBe(1);
});

it("precisionAt(scores, labels, k) counts attacks among the k highest scores", () => {
  const [scores, labels] = [
    [0.1, 0.9, 0.8, 0.3],
    [1, 1, 0, 0]
  ];
  expect([1, 2, 3, 4].map((k) => precisionAt(scores, labels, k))).toEqual([1, 1 / 2, 1 / 3, 1 / 2]);
});

it("precisionAt(scores, labels, k) is the mean over all orders of equal scores", () => {
  const [scores, labels] = [
    [3, 2, 2, 2, 2, 1],
    [0, 1, 1, 0, 1, 1]
  ];
  const random = seeded(5);
  for (const k of [1, 2, 3, 4, 5, 6]) {
    let sum = 0;
    for (let i = 0; i < 4000; ++i) {
      const order = scores.map((score, event) => ({score: score + random() / 2, event}));
      order.sort((a, b) => b.score - a.score);
      for (const {event} of order.slice(0, k)) sum += labels[event] / k / 4000;
    }
    expect(Math.abs(precisionAt(scores, labels, k) - sum)).toBeLessThan(0.02);
  }
});

it.each([0, -1, 1.5, 3, NaN])(
  "precisionAt(scores, labels, %s) of two events throws a RangeError",
  (k) => {
    expect(() => precisionAt([1, 2], [0, 1], k)).toThrow(
      /^invalid k: .*; give an integer in \[1, 2\]/
    );
  }
);

it("rank(scores, labels) throws a RangeError on what is no score or label", () => {
  expect(() => rank([NaN], [1])).toThrow("invalid score 0: NaN");
  expect(() => rank([1], [2])).toThrow("invalid label 0: 2");
  expect(() => rank([1], [-1])).toThrow("invalid label 0: -1");
  expect(() => rank([1, 2], [1])).toThrow("invalid lengths: 2 scores, 1 labels");
});
