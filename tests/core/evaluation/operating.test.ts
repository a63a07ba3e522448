import {expect, it} from "vitest";
import {seeded} from "../../../src/core/forest/random.js";
import {mostAnomalous} from "../../../src/core/evaluation/agreement.js";
import {thresholdForBudget} from "../../../src/core/evaluation/threshold-for-budget.js";
import {
  budgetGrid,
  operatingPoints,
  positions,
  sharedAt
} from "../../../src/core/evaluation/operating.js";

/** Scores with many ties, and labels of all three kinds. */
function drawn(n: number, seed: number) {
  const random = seeded(seed);
  const scores = Float64Array.from({length: n}, () => Math.floor(random() * 20) / 20);
  const labels = Uint8Array.from({length: n}, () => [0, 1, 255][Math.floor(random() * 3)]);
  return {scores, labels};
}

it("budgetGrid(n) ascends from 1 to n in steps of at most an eighth or one", () => {
  for (const n of [1, 2, 9, 100, 20_000]) {
    const grid = budgetGrid(n);
    expect([grid[0], grid.at(-1)]).toEqual([1, n]);
    for (let i = 1; i < grid.length; ++i) {
      expect(grid[i]).toBeGreaterThan(grid[i - 1]);
      expect(grid[i] - grid[i - 1]).toBeLessThanOrEqual(Math.max(1, grid[i - 1] / 8 + 0.5));
    }
  }
  expect(budgetGrid(0)).toEqual([]);
  expect(budgetGrid(20_000).length).toBeLessThan(100);
});

it("operatingPoints(scores, labels, budgets) counts what stands at or above the threshold of each budget", () => {
  for (const seed of [1, 2, 3]) {
    const {scores, labels} = drawn(97, seed);
    const budgets = [1, 2, 3, 7, 20, 50, 96, 97];
    const {alerts, caught, benign} = operatingPoints(scores, labels, budgets);
    budgets.forEach((budget, i) => {
      const line = thresholdForBudget(scores, budget, {floor: 0});
      const above = Array.from(labels).filter((_, event) => scores[event] >= line.threshold);
      expect(alerts[i]).toBe(line.alerts);
      expect(caught[i]).toBe(above.filter((label) => label === 1).length);
      expect(benign[i]).toBe(above.filter((label) => label === 0).length);
    });
  }
});

it("operatingPoints(scores, labels, budgets) has every event where all scores are equal, and none of none", () => {
  const equal = operatingPoints([0.5, 0.5, 0.5], [1, 0, 255], [1, 3]);
  expect(equal).toEqual({alerts: [3, 3], caught: [1, 1], benign: [1, 1]});
  expect(operatingPoints([], [], [1])).toEqual({alerts: [0], caught: [0], benign: [0]});
  expect(() => operatingPoints([1], [], [1])).toThrow("invalid lengths: 1 scores, 0 labels");
  expect(() => operatingPoints([NaN], [1], [1])).toThrow("invalid score 0: NaN");
});

it("positions(scores) says how many events are more anomalous, earlier ones first among equals", () => {
  expect([...positions([0.2, 0.9, 0.9, 0.1])]).toEqual([2, 0, 1, 3]);
});

it("sharedAt(orders, budgets) counts the events in the top k of every score, as sets do", () => {
  const scores = [4, 5, 6].map((seed) => drawn(60, seed).scores);
  const budgets = [1, 5, 12, 30, 60, 100];
  const expected = budgets.map((k) => {
    const tops = scores.map((score) => new Set(mostAnomalous(score, k)));
    return [...tops[0]].filter((event) => tops.every((top) => top.has(event))).length;
  });
  expect(sharedAt(scores.map(positions), budgets)).toEqual(expected);
  expect(sharedAt([], [1])).toEqual([0]);
});
