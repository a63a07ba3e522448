import {expect, it} from "vitest";
import {seeded} from "../../../src/core/forest/random.js";
import {sample} from "../../../src/core/forest/sample.js";

it("sample(n, size, random) never draws a row twice, and returns them in ascending order", () => {
  const random = seeded(1);
  for (const [n, size] of [
    [10, 3],
    [10, 10],
    [1000, 256],
    [300, 256],
    [5_000_000, 4096]
  ]) {
    const rows = sample(n, size, random);
    expect(rows).toHaveLength(size);
    for (let i = 1; i < size; ++i) expect(rows[i]).toBeGreaterThan(rows[i - 1]);
    expect(rows[size - 1]).toBeLessThan(n);
  }
});

it("sample(n, size, random) draws every row equally often", () => {
  const random = seeded(42);
  const counts = new Array<number>(10).fill(0);
  for (let i = 0; i < 20_000; ++i) for (const row of sample(10, 3, random)) ++counts[row];
  for (const count of counts) expect(Math.abs(count / 20_000 - 0.3)).toBeLessThan(0.015);
});

it("sample(n, size, random) draws every subset equally often", () => {
  const random = seeded(43);
  const counts = new Map<string, number>();
  for (let i = 0; i < 20_000; ++i) {
    const key = sample(6, 3, random).join();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  expect(counts.size).toBe(20); // 6 choose 3
  const chiSquare = [...counts.values()].reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
  expect(chiSquare).toBeLessThan(43.8); // 19 degrees of freedom, p = 0.001
});

it("sample(n, 0, random) is empty, and sample(n, n, random) is everything", () => {
  expect(sample(5, 0, seeded(1))).toHaveLength(0);
  expect([...sample(5, 5, seeded(1))]).toEqual([0, 1, 2, 3, 4]);
});

it.each([
  [2, 3],
  [2, -1],
  [2, 0.5],
  [2, NaN],
  [NaN, 1]
])("sample(%s, %s, random) throws a RangeError", (n, size) => {
  expect(() => sample(n, size, seeded(1))).toThrow(/^invalid sample size: /);
});
