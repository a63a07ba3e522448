import {expect, it} from "vitest";
import {powerOfTwo} from "../../../src/core/forest/power.js";
import {seeded} from "../../../src/core/forest/random.js";

it("powerOfTwo(x) is within 2 units in the last place of Math.pow(2, x)", () => {
  const random = seeded(3);
  let worst = 0;
  for (let i = 0; i < 100_000; ++i) {
    const x = i < 50_000 ? -8 * random() : (random() - 0.5) * 2000;
    worst = Math.max(worst, Math.abs(powerOfTwo(x) / 2 ** x - 1));
  }
  expect(worst).toBeLessThanOrEqual(2 * 2 ** -52);
});

it("powerOfTwo(x) is exact for whole x, and the square root squared is 2", () => {
  for (let x = -1021; x <= 1023; ++x) expect(powerOfTwo(x)).toBe(2 ** x);
  expect(powerOfTwo(0.5)).toBeCloseTo(Math.SQRT2, 15);
});

it("powerOfTwo(x) ends in 0, Infinity and NaN", () => {
  expect([-Infinity, -5000, 5000, Infinity, NaN].map(powerOfTwo)).toEqual([
    0,
    0,
    Infinity,
    Infinity,
    NaN
  ]);
});
