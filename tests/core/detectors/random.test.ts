import {expect, it} from "vitest";
import {random} from "../../../src/core/detectors/random.js";
import {matrixOf, normalMatrix} from "../forest/fixtures.js";

const rows = normalMatrix(20_000, 3);

it("random.fit(…) gives scores that are uniform in [0, 1): Kolmogorov and Smirnov would not object", () => {
  for (const seed of [0, 1, 2 ** 40 + 1]) {
    const scores = random.fit(rows, {seed}).score(rows).sort();
    const distance = scores.reduce(
      (most, score, i) =>
        Math.max(most, Math.abs(score - i / 20_000), Math.abs(score - (i + 1) / 20_000)),
      0
    );
    expect(distance).toBeLessThan(1.95 / Math.sqrt(20_000)); // one in a thousand
    expect(scores[0]).toBeGreaterThanOrEqual(0);
    expect(scores[19_999]).toBeLessThan(1);
  }
});

it("random.fit(…) gives equal rows equal scores, and other seeds or another value others", () => {
  const score = (seed: number, row: number[]) =>
    random.fit(matrixOf([row]), {seed}).score(matrixOf([row]))[0];
  expect(score(1, [0, 2])).toBe(score(1, [-0, 2]));
  expect(score(1, [NaN, 2])).toBe(score(1, [0 / 0, 2]));
  const scores = [
    score(1, [1, 2]),
    score(2, [1, 2]),
    score(1 + 2 ** 32, [1, 2]),
    score(1, [2, 1]),
    score(1, [1, 2, 0]),
    score(1, [1, NaN])
  ];
  expect(new Set(scores).size).toBe(scores.length);
});

it("random.fit(…) gives scores that have nothing to do with the rows, nor with another seed’s", () => {
  const [a, b] = [1, 2].map((seed) => random.fit(rows, {seed}).score(rows));
  const correlation = (x: (i: number) => number, y: (i: number) => number) => {
    const mean = (of: (i: number) => number) =>
      Array.from({length: 20_000}, (_, i) => of(i)).reduce((s, v) => s + v, 0) / 20_000;
    const [mx, my] = [mean(x), mean(y)];
    const [vx, vy] = [mean((i) => (x(i) - mx) ** 2), mean((i) => (y(i) - my) ** 2)];
    return mean((i) => (x(i) - mx) * (y(i) - my)) / Math.sqrt(vx * vy);
  };
  const limit = 4 / Math.sqrt(20_000);
  expect(
    Math.abs(
      correlation(
        (i) => a[i],
        (i) => b[i]
      )
    )
  ).toBeLessThan(limit);
  expect(
    Math.abs(
      correlation(
        (i) => a[i],
        (i) => rows.values[3 * i]
      )
    )
  ).toBeLessThan(limit);
});
