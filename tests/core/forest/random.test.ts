import {expect, it} from "vitest";
import {seeded, sfc32} from "../../../src/core/forest/random.js";
import reference from "../../fixtures/forest/sfc32.json" with {type: "json"};

function take<T>(n: number, source: () => T): T[] {
  return Array.from({length: n}, () => source());
}

it("sfc32(0, 2, 1) returns the words of PractRand’s own implementation", () => {
  // as published with the crate rand_sfc, “produced with the reference implementation”
  const words = [
    0x03b80bb8, 0xa87dbc7e, 0x1787178c, 0x4c7b7234, 0xc65dade2, 0x2c692349, 0xf52c2153, 0xdf098072,
    0x9d49b03c, 0x9562381a, 0xc9b41738, 0x64b75e54, 0x36ce9b32, 0xf106947e, 0x0afc726b, 0x549bbc87
  ];
  const next = sfc32(0, 2, 1);
  expect(take(16, () => next() >>> 0)).toEqual(words);
});

it("seeded(seed, stream) returns the numbers of another program", () => {
  for (const {seed, stream, numbers} of reference.cases) {
    expect(take(5, seeded(seed, stream))).toEqual(numbers);
  }
});

it("seeded(seed) returns the same numbers twice, those of stream 0", () => {
  expect(take(100, seeded(42))).toEqual(take(100, seeded(42, 0)));
});

it("seeded(seed, stream) fills [0, 1) evenly", () => {
  const bins = new Array<number>(100).fill(0);
  const random = seeded(7);
  for (let i = 0; i < 100_000; ++i) ++bins[Math.floor(random() * 100)];
  const chiSquare = bins.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
  expect(chiSquare).toBeGreaterThan(99 - 4 * Math.sqrt(198)); // 99 degrees of freedom
  expect(chiSquare).toBeLessThan(99 + 4 * Math.sqrt(198));
});

it("seeded(seed, stream) is uncorrelated among neighbouring seeds and streams", () => {
  const n = 10_000;
  const pairs = [
    [seeded(1, 0), seeded(2, 0)],
    [seeded(1, 0), seeded(1, 1)],
    [seeded(0, 1), seeded(1, 0)]
  ];
  for (const [a, b] of pairs) {
    let sum = 0;
    for (let i = 0; i < n; ++i) sum += (a() - 0.5) * (b() - 0.5) * 12;
    expect(Math.abs(sum / n)).toBeLessThan(4 / Math.sqrt(n));
  }
});

it("seeded(seed, stream) starts evenly over a thousand streams", () => {
  let sum = 0;
  const firsts = new Set<number>();
  for (let stream = 0; stream < 1000; ++stream) {
    const first = seeded(42, stream)();
    sum += first;
    firsts.add(first);
  }
  expect(firsts.size).toBe(1000);
  expect(Math.abs(sum / 1000 - 0.5)).toBeLessThan(4 / Math.sqrt(12 * 1000));
});

it.each([-1, 0.5, NaN, 2 ** 53, Infinity])("seeded(%s) throws a RangeError", (seed) => {
  expect(() => seeded(seed)).toThrow(/^invalid seed: /);
});

it.each([-1, 0.5, NaN, 2 ** 32])("seeded(1, %s) throws a RangeError", (stream) => {
  expect(() => seeded(1, stream)).toThrow(/^invalid stream: /);
});
