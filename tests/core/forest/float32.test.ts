import {expect, it} from "vitest";
import {aboveFloat32, ceilFloat32} from "../../../src/core/forest/float32.js";
import {seeded} from "../../../src/core/forest/random.js";

it("ceilFloat32(x) is the least single-precision number not below x", () => {
  expect(ceilFloat32(0.5)).toBe(0.5);
  expect(ceilFloat32(0.1)).toBeGreaterThanOrEqual(0.1);
  expect(ceilFloat32(1e-60)).toBe(2 ** -149);
  expect(ceilFloat32(-1e-60)).toBe(-0);
  const random = seeded(5);
  for (let i = 0; i < 1000; ++i) {
    const x = (random() - 0.5) * 10 ** Math.floor(10 * random());
    const up = ceilFloat32(x);
    expect(Math.fround(up)).toBe(up);
    expect(up).toBeGreaterThanOrEqual(x);
    expect(up - x).toBeLessThanOrEqual(Math.abs(x) * 2 ** -23);
  }
});

it("aboveFloat32(x) is the least single-precision number above x: v <= x and v < aboveFloat32(x) are the same", () => {
  expect(aboveFloat32(1)).toBe(1 + 2 ** -23);
  expect(aboveFloat32(-1)).toBe(-1 + 2 ** -24);
  expect([aboveFloat32(0), aboveFloat32(-0), aboveFloat32(1e-60)]).toEqual(
    Array(3).fill(2 ** -149)
  );
  expect(aboveFloat32(-(2 ** -149))).toBe(-0);
  expect(aboveFloat32((2 - 2 ** -23) * 2 ** 127)).toBe(Infinity);
  expect([aboveFloat32(Infinity), aboveFloat32(1e300)]).toEqual([Infinity, Infinity]);
  expect(aboveFloat32(-1e300)).toBe(-(2 - 2 ** -23) * 2 ** 127);
  expect(aboveFloat32(NaN)).toBeNaN();
  const random = seeded(6);
  for (let i = 0; i < 1000; ++i) {
    const x = (random() - 0.5) * 10 ** Math.floor(20 * random() - 10);
    for (const threshold of [x, Math.fround(x)]) {
      const above = aboveFloat32(threshold);
      expect(Math.fround(above)).toBe(above);
      for (const v of [Math.fround(x), above, ceilFloat32(x), Math.fround(x * (1 - 2 ** -23))])
        expect(v < above).toBe(v <= threshold);
    }
  }
});
