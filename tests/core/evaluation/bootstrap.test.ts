import {expect, it} from "vitest";
import {clusterBootstrap, percentileInterval} from "../../../src/core/evaluation/bootstrap.js";
import {seeded} from "../../../src/core/forest/random.js";

const sum = (values: ArrayLike<number>) =>
  Array.from(values).reduce((total, one) => total + one, 0);

it("clusterBootstrap(clusters, …) draws the items of a cluster together, and as many clusters as there are", () => {
  const clusters = [0, 0, 1, 2, 2, 2];
  clusterBootstrap(
    clusters,
    (weights) => {
      expect(weights[0]).toBe(weights[1]);
      expect(new Set(weights.slice(3)).size).toBe(1);
      expect(weights[0] + weights[2] + weights[3]).toBe(3);
      return [];
    },
    {samples: 200, random: seeded(1)}
  );
});

it("clusterBootstrap(clusters, …) gives a mean the spread of its clusters, not of its items", () => {
  const random = seeded(2);
  const clusters = Array.from({length: 2000}, (_, i) => Math.floor(i / 50)); // 40 clusters of 50 equal items
  const values = clusters.map((cluster) => (cluster % 2 === 0 ? 1 : 0));
  const [means] = clusterBootstrap(
    clusters,
    (weights) => [sum(weights.map((weight, i) => weight * values[i])) / sum(weights)],
    {samples: 1000, random}
  );
  const {low, high} = percentileInterval(means)!;
  // 40 coins: 0.5 ± 1.96 √(0.25 / 40) = 0.5 ± 0.155; of 2,000 it would be ± 0.022
  expect([low, high].map((end) => Math.abs(end - 0.5))).toEqual([
    expect.closeTo(0.155, 1),
    expect.closeTo(0.155, 1)
  ]);
  expect(high - low).toBeGreaterThan(0.25);
});

it("clusterBootstrap(clusters, …) pairs two models that are measured in one call", () => {
  const clusters = Array.from({length: 100}, (_, i) => i);
  const [a, b, difference] = clusterBootstrap(
    clusters,
    (weights) => {
      const one = sum(weights.map((weight, i) => weight * (i % 7))) / 100;
      return [one, one + 0.1, 0.1];
    },
    {samples: 50, random: seeded(3)}
  );
  a.forEach((value, i) => expect(b[i] - value).toBeCloseTo(difference[i], 12));
});

it("percentileInterval(values) is null where many samples define nothing", () => {
  const values = Float64Array.from({length: 101}, (_, i) => i);
  expect(percentileInterval(values)).toEqual({low: 2.5, high: 97.5});
  expect(percentileInterval(values.fill(NaN, 0, 10))).not.toBeNull();
  expect(percentileInterval(values.fill(NaN, 0, 11))).toBeNull();
  expect(percentileInterval([])).toBeNull();
});

it("clusterBootstrap(clusters, …) throws on a cluster that is no number from 0", () => {
  expect(() => clusterBootstrap([0, -1], () => [], {random: seeded(1)})).toThrow(
    "invalid cluster 1"
  );
});
