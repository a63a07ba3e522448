import {expect, it} from "vitest";
import {
  chance,
  firstAbove,
  integer,
  logNormal,
  normal,
  pick,
  shuffled,
  zipf
} from "../../../../pipeline/ingestion/synthetic/draw.js";
import {seeded} from "../../../../src/core/forest/random.js";

const n = 40_000;

function draws<T>(draw: () => T): T[] {
  return Array.from({length: n}, draw);
}

it("chance(random, probability) happens as often as it says", () => {
  const random = seeded(1);
  const share = draws(() => chance(random, 0.2)).filter(Boolean).length / n;
  expect(Math.abs(share - 0.2)).toBeLessThan(0.01);
});

it("integer(random, least, most) draws every integer equally often, both ends included", () => {
  const random = seeded(2);
  const counts = new Map<number, number>();
  for (const value of draws(() => integer(random, -1, 3))) {
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  expect([...counts.keys()].sort((a, b) => a - b)).toEqual([-1, 0, 1, 2, 3]);
  for (const count of counts.values()) expect(Math.abs(count / n - 0.2)).toBeLessThan(0.01);
});

it("pick(random, items) draws every item equally often", () => {
  const random = seeded(3);
  const share =
    draws(() => pick(random, ["a", "b", "c", "d"])).filter((item) => item === "d").length / n;
  expect(Math.abs(share - 0.25)).toBeLessThan(0.01);
});

it("normal(random) has mean 0, deviation 1 and 68 % within one deviation", () => {
  const random = seeded(4);
  const values = draws(() => normal(random));
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const square = values.reduce((sum, value) => sum + value * value, 0) / n;
  const within = values.filter((value) => Math.abs(value) < 1).length / n;
  expect(Math.abs(mean)).toBeLessThan(0.02);
  expect(Math.abs(square - 1)).toBeLessThan(0.03);
  expect(Math.abs(within - 0.683)).toBeLessThan(0.03);
});

it("logNormal(random, median, deviation) has that median, and that deviation of its logarithm", () => {
  const random = seeded(5);
  const values = draws(() => logNormal(random, 1e6, 0.7)).sort((a, b) => a - b);
  expect(Math.abs(values[n / 2] / 1e6 - 1)).toBeLessThan(0.03);
  const logs = values.map((value) => Math.log(value / 1e6));
  const deviation = Math.sqrt(logs.reduce((sum, log) => sum + log * log, 0) / n);
  expect(Math.abs(deviation - 0.7)).toBeLessThan(0.02);
  expect(values.every(Number.isInteger)).toBe(true);
});

it("zipf(random, n) draws place k as often as log((k + 2) / (k + 1)) / log(n + 1)", () => {
  const random = seeded(6);
  const counts = new Float64Array(100);
  for (const place of draws(() => zipf(random, 100))) ++counts[place];
  for (const k of [0, 1, 2, 9, 50, 99]) {
    const expected = Math.log((k + 2) / (k + 1)) / Math.log(101);
    expect(Math.abs(counts[k] / n - expected)).toBeLessThan(0.008);
  }
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(n);
});

it("shuffled(random, items) puts every item at every place equally often, and keeps *items*", () => {
  const random = seeded(7);
  const items = ["a", "b", "c"];
  const orders = draws(() => shuffled(random, items).join(""));
  const counts = new Map<string, number>();
  for (const order of orders) counts.set(order, (counts.get(order) ?? 0) + 1);
  expect(counts.size).toBe(6);
  for (const count of counts.values()) expect(Math.abs(count / n - 1 / 6)).toBeLessThan(0.01);
  expect(items).toEqual(["a", "b", "c"]);
});

it("firstAbove(values, value) is the first that is above it, else the last", () => {
  const values = Float64Array.of(0, 0, 1, 3, 3, 7);
  const expected = (value: number) => {
    const found = values.findIndex((other) => other > value);
    return found < 0 ? values.length - 1 : found;
  };
  for (const value of [-1, 0, 0.5, 1, 2.9, 3, 6, 7, 8]) {
    expect(firstAbove(values, value)).toBe(expected(value));
  }
});
