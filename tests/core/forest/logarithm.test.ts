import {expect, it} from "vitest";
import {logarithm} from "../../../src/core/forest/logarithm.js";
import {seeded} from "../../../src/core/forest/random.js";

it("logarithm(x) is within two units in the last place of the platform’s", () => {
  const random = seeded(1);
  for (let i = 0; i < 5000; ++i) {
    const x =
      (0.5 + random()) * 2 ** Math.floor(random() * (i % 2 ? 2000 : 4) - (i % 2 ? 1000 : 2));
    const error = Math.abs(logarithm(x) - Math.log(x));
    expect(error, String(x)).toBeLessThanOrEqual(4.5e-16 * Math.abs(Math.log(x)));
  }
});

it("logarithm(x) is exact at 1, and known at powers of two and the ends of its range", () => {
  expect(logarithm(1)).toBe(0);
  for (const k of [-1022, -10, 1, 10, 1023]) {
    expect(logarithm(2 ** k)).toBeCloseTo(k * 0.6931471805599453, 12);
  }
  expect(logarithm(Number.MAX_VALUE)).toBeCloseTo(709.782712893384, 11);
});

it("logarithm(x) refuses what has no logarithm", () => {
  for (const x of [0, -1, NaN, Infinity, 5e-324]) expect(() => logarithm(x)).toThrow(RangeError);
});
