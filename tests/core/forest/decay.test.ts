import {expect, it} from "vitest";
import {decay} from "../../../src/core/forest/decay.js";
import {seeded} from "../../../src/core/forest/random.js";

it("decay(x) is exp(−x), within 1e-15 × (1 + x) of itself", () => {
  const random = seeded(1);
  for (let i = 0; i < 5000; ++i) {
    const x = random() * (i % 2 ? 1 : 700);
    const expected = Math.exp(-x);
    expect(Math.abs(decay(x) - expected), String(x)).toBeLessThanOrEqual(
      1e-15 * (1 + x) * expected
    );
  }
});

it("decay(x) falls from 1 to 0, and never rises", () => {
  expect(decay(0)).toBe(1);
  expect(decay(Infinity)).toBe(0);
  expect(decay(1e300)).toBe(0);
  let rises = 0;
  for (let x = 0; x < 760; x += 0.01) if (decay(x + 0.01) > decay(x)) ++rises;
  expect(rises).toBe(0);
  expect(decay(744)).toBeGreaterThan(0);
});
