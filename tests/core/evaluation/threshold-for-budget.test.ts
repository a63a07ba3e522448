import {expect, it} from "vitest";
import {seeded} from "../../../src/core/forest/random.js";
import {
  alertsForBudget,
  countAlerts,
  thresholdForBudget
} from "../../../src/core/evaluation/threshold-for-budget.js";

it.each([
  [[0.1, 0.4, 0.3, 0.2], 2, 0.3, 2],
  [[0.1, 0.4, 0.3, 0.2], 4, 0.1, 4],
  [[0.1, 0.4, 0.3, 0.2], 99, 0.1, 4],
  [[0.9, 0.5, 0.5, 0.1], 2, 0.9, 1], // the two at 0.5 do not fit
  [[0.9, 0.5, 0.5, 0.1], 3, 0.5, 3],
  [[0.9, 0.9, 0.9, 0.1], 2, 0.9, 3], // the highest are more than the budget
  [[0.7, 0.7], 1, 0.7, 2],
  [[0.7], 1, 0.7, 1]
])("thresholdForBudget(%j, %i) is %f with %i alerts", (scores, budget, threshold, alerts) => {
  expect(thresholdForBudget(scores, budget, {floor: 0})).toEqual({threshold, alerts});
});

it("thresholdForBudget(scores, budget) is the lowest score that keeps within the budget", () => {
  const random = seeded(1);
  for (let round = 0; round < 300; ++round) {
    const n = 1 + Math.floor(random() * 40);
    const scores = Array.from({length: n}, () => Math.floor(random() * 12) / 12);
    const budget = 1 + Math.floor(random() * n);
    const above = (threshold: number) => scores.filter((score) => score >= threshold).length;
    const fitting = scores.filter((score) => above(score) <= budget);
    const threshold = fitting.length > 0 ? Math.min(...fitting) : Math.max(...scores);
    expect(thresholdForBudget(scores, budget, {floor: 0})).toEqual({
      threshold,
      alerts: above(threshold)
    });
  }
});

it("thresholdForBudget(scores, budget) is never below 0.5: normal events are no alerts", () => {
  const scores = Float64Array.of(0.3, 0.45, 0.55, 0.6, 0.7);
  expect(thresholdForBudget(scores, 2)).toEqual({threshold: 0.6, alerts: 2});
  expect(thresholdForBudget(scores, 4)).toEqual({threshold: 0.5, alerts: 3});
  expect(thresholdForBudget(scores, 100)).toEqual({threshold: 0.5, alerts: 3});
  expect(thresholdForBudget(scores.subarray(0, 2), 100)).toEqual({threshold: 0.5, alerts: 0});
});

it("alertsForBudget(perDay, days) is an integer from 1", () => {
  expect([alertsForBudget(50, 1), alertsForBudget(1.5, 3), alertsForBudget(0.1, 2)]).toEqual([
    50, 5, 1
  ]);
});

it("countAlerts(scores, threshold) counts what a filter counts, ties included", () => {
  const scores = [0.8, 0.9, 0.8, 0.5, 0.8, 0.7, 0.5];
  for (const threshold of [0, 0.5, 0.50001, 0.7, 0.8, 0.85, 0.9, 0.91, 1]) {
    expect(countAlerts(scores, threshold)).toBe(scores.filter((one) => one >= threshold).length);
  }
  expect(countAlerts([], 0.5)).toBe(0);
});

it("thresholdForBudget(scores, budget) leaves the scores in their order", () => {
  const scores = Float64Array.of(3, 1, 2);
  thresholdForBudget(scores, 1);
  expect([...scores]).toEqual([3, 1, 2]);
});

it("thresholdForBudget(scores, budget) throws a RangeError on what is no budget or score", () => {
  for (const budget of [0, -1, 1.5, NaN]) {
    expect(() => thresholdForBudget([1], budget)).toThrow(`invalid budget: ${budget}`);
  }
  expect(() => thresholdForBudget([], 1)).toThrow("too few scores: 0");
  expect(() => thresholdForBudget([1, NaN], 1)).toThrow("invalid score: NaN");
});
