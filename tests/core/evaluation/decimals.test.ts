import {expect, it} from "vitest";
import {truncateTo, truncateToDistinguish} from "../../../src/core/evaluation/decimals.js";
import {seeded} from "../../../src/core/forest/random.js";

it("truncateTo(value, decimals) writes the digits of the value, and none beyond", () => {
  expect(truncateTo(0.68868, 4)).toBe(0.6886);
  expect(truncateTo(0.6886, 4)).toBe(0.6886); // 0.6886 × 10,000 is 6,886.000000000001 as doubles go
  expect(truncateTo(0.29, 4)).toBe(0.29);
  expect(truncateTo(0.99999, 4)).toBe(0.9999);
  expect(truncateTo(0, 4)).toBe(0);
});

it("truncateTo(value, decimals) is never above the value, and nearer than one digit", () => {
  const random = seeded(7);
  for (let i = 0; i < 20_000; ++i) {
    const value = random();
    const decimals = 4 + (i % 9);
    const truncated = truncateTo(value, decimals);
    expect(truncated).toBeLessThanOrEqual(value);
    expect(value - truncated).toBeLessThan(1.0001 * 10 ** -decimals);
    expect(truncateTo(truncated, decimals)).toBe(truncated);
  }
});

it("truncateToDistinguish(scores) keeps different scores different and equal ones equal, with few decimals", () => {
  expect(truncateToDistinguish([0.75, 0.5, 0.5])).toEqual({
    decimals: 4,
    truncated: [0.75, 0.5, 0.5]
  });
  expect(truncateToDistinguish([0.700019, 0.700011]).decimals).toBe(6);
  expect(truncateToDistinguish([0.5 + 2 ** -52, 0.5])).toEqual({
    decimals: null,
    truncated: [0.5 + 2 ** -52, 0.5]
  });
  expect(truncateToDistinguish([])).toEqual({decimals: 4, truncated: []});
});

it("truncateToDistinguish(scores) gives lines with the same scores at or above them", () => {
  const random = seeded(8);
  const scores = Float64Array.from({length: 3000}, () => 0.4 + 0.3 * random() ** 4)
    .sort()
    .reverse();
  const {truncated} = truncateToDistinguish(scores);
  truncated.forEach((line, i) => {
    if (i % 97 > 0) return;
    const count = scores.filter((score) => score >= line).length;
    expect(count).toBe(scores.filter((score) => score >= scores[i]).length);
  });
});
