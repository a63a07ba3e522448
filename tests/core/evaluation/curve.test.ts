import {expect, it} from "vitest";
import {seeded} from "../../../src/core/forest/random.js";
import {curve} from "../../../src/core/evaluation/curve.js";
import {averagePrecisionOf, aurocOf, rank} from "../../../src/core/evaluation/ranking.js";

it("curve(ranking) has one point for each distinct score, the highest first", () => {
  const points = curve(rank([0.9, 0.8, 0.8, 0.1], [1, 1, 0, 0]));
  expect(points).toEqual([
    {threshold: 0.9, alerts: 1, precision: 1, recall: 1 / 2, falsePositiveRate: 0},
    {threshold: 0.8, alerts: 3, precision: 2 / 3, recall: 1, falsePositiveRate: 1 / 2},
    {threshold: 0.1, alerts: 4, precision: 1 / 2, recall: 1, falsePositiveRate: 1}
  ]);
});

it("curve(ranking) has the areas that the metrics say", () => {
  const random = seeded(1);
  const labels = Array.from({length: 300}, (_, i) => (i % 5 === 0 ? 1 : 0));
  const ranking = rank(
    labels.map((label) => Math.round(20 * (random() + label / 3))),
    labels
  );
  let [precision, roc] = [0, 0];
  let before = {recall: 0, falsePositiveRate: 0};
  for (const point of curve(ranking)) {
    precision += (point.recall - before.recall) * point.precision;
    roc +=
      ((point.falsePositiveRate - before.falsePositiveRate) * (point.recall + before.recall)) / 2;
    before = point;
  }
  expect(precision).toBeCloseTo(averagePrecisionOf(ranking)!, 12);
  expect(roc).toBeCloseTo(aurocOf(ranking)!, 12);
});

it("curve(ranking, points) keeps the first, the last and no gap in recall", () => {
  const random = seeded(2);
  const labels = Uint8Array.from({length: 50_000}, () => (random() < 0.01 ? 1 : 0));
  const scores = Float64Array.from(labels, (label) => random() + 0.5 * label);
  const ranking = rank(scores, labels);
  const attacks = ranking.attacks.length;
  const points = curve(ranking, 100);
  expect(points.length).toBeGreaterThan(50);
  expect(points.length).toBeLessThanOrEqual(102);
  expect(points[0].alerts).toBe(1);
  expect(points.at(-1)).toMatchObject({alerts: 50_000, recall: 1, falsePositiveRate: 1});
  for (let i = 1; i < points.length; ++i) {
    expect(points[i].threshold).toBeLessThan(points[i - 1].threshold);
    expect(points[i].recall - points[i - 1].recall).toBeLessThanOrEqual(1 / 50 + 1 / attacks);
  }
});

it("curve(ranking) is empty unless there are both classes", () => {
  expect(curve(rank([1, 2], [0, 0]))).toEqual([]);
  expect(curve(rank([1, 2], [1, 1]))).toEqual([]);
  expect(() => curve(rank([1, 2], [1, 0]), 1)).toThrow("invalid points: 1");
});
