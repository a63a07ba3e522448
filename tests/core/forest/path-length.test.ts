import {expect, it} from "vitest";
import {averagePathLength, depthLimit} from "../../../src/core/forest/path-length.js";

/** The same quantity, reached differently: split n leaves at a uniform place, and recurse. */
function meanLeafDepth(n: number): number {
  const total = [0, 0]; // total[k]: the expected sum of the depths of k leaves
  for (let k = 2; k <= n; ++k) {
    let sum = 0;
    for (let i = 1; i < k; ++i) sum += total[i] + total[k - i];
    total[k] = k + sum / (k - 1);
  }
  return total[n] / n;
}

it("averagePathLength(n) equals the mean leaf depth of a random tree", () => {
  for (const n of [2, 3, 4, 5, 16, 255, 256, 257, 1024, 2000]) {
    expect(averagePathLength(n) / meanLeafDepth(n)).toBeCloseTo(1, 12);
  }
});

it("averagePathLength(n) is as worked out by hand, and as published", () => {
  expect(averagePathLength(0)).toBe(0);
  expect(averagePathLength(1)).toBe(0);
  expect(averagePathLength(2)).toBe(1);
  expect(averagePathLength(3)).toBeCloseTo(5 / 3, 14); // depths 1, 2, 2
  expect(averagePathLength(256)).toBeCloseTo(10.2487, 4);
});

it("averagePathLength(n) agrees with the sum where the table ends and far beyond", () => {
  let sum = 0;
  for (let k = 1; k <= 1_000_000; ++k) {
    sum += 1 / k;
    if (k === 256 || k === 257 || k === 300 || k === 1_000_000) {
      expect(Math.abs(averagePathLength(k) - 2 * (sum - 1))).toBeLessThan(1e-11);
    }
  }
});

it("averagePathLength(n) grows with n, across the end of the table as well", () => {
  for (let n = 2; n < 2000; ++n) {
    expect(averagePathLength(n)).toBeGreaterThan(averagePathLength(n - 1));
  }
});

it("depthLimit(n) is the least depth whose leaves can hold n rows", () => {
  const limits = [0, 0, 1, 2, 2, 3, 3, 3, 3, 4];
  limits.forEach((limit, n) => expect(depthLimit(n)).toBe(limit));
  expect(depthLimit(256)).toBe(8);
  expect(depthLimit(257)).toBe(9);
  expect(depthLimit(2 ** 31)).toBe(31);
});
