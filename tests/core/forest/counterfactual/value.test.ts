import {expect, it} from "vitest";
import {
  below,
  everything,
  findNearest,
  roundest
} from "../../../../src/core/forest/counterfactual/value.js";
import type {Reading, Span} from "../../../../src/core/forest/counterfactual/value.js";

function readable(span: Span, from: number, reading: Reading): number | undefined {
  const nearest = findNearest(span, from, reading);
  return nearest === undefined ? undefined : roundest(span, from, nearest, reading);
}

it("findNearest(span, from, reading) is the end of the span on the side of the row", () => {
  expect(findNearest({low: 3.25, high: 8}, 1, {})).toBe(3.25);
  expect(findNearest({low: 3.25, high: 8}, 11, {})).toBe(8);
  expect(findNearest({low: 3.25, high: 8}, NaN, {})).toBe(8);
});

it("findNearest(span, from, reading) takes whole counts, codes and percents only", () => {
  expect(findNearest({low: 3.25, high: 8.5}, 1, {step: 1})).toBe(4);
  expect(findNearest({low: 3.25, high: 8.5}, 11, {step: 1})).toBe(8);
  expect(findNearest({low: 3.25, high: 3.75}, 1, {step: 1})).toBeUndefined();
  expect(findNearest({low: 0.123, high: 0.5}, 0, {step: 0.01})).toBe(Math.fround(0.13));
  const bytes: Reading = {scale: "ln1p", step: 1};
  for (const n of [0, 1, 2, 7, 1000, 65_535, 1_000_000]) {
    const at = Math.fround(Math.log1p(n));
    expect(findNearest({low: at, high: 40}, -1, bytes)).toBe(at);
    expect(findNearest({low: -1, high: at}, 50, bytes)).toBe(at);
  }
});

it("findNearest(span, from, reading) stays in the range of the column", () => {
  expect(findNearest({low: -5, high: -1}, 3, {range: [0, 9]})).toBeUndefined();
  expect(findNearest({low: -5, high: 2}, -9, {range: [0, 9]})).toBe(0);
  expect(findNearest({low: 0, high: 1}, 9, {range: [0, 0.7]})).toBe(Math.fround(0.7)); // 0.69999999
  expect(findNearest({low: 0, high: 1}, 9, {range: [0, 0.1]})).toBe(below(Math.fround(0.1))); // 0.10000000149 is above
  expect(findNearest({low: 0, high: 1}, 9, {range: [0.2, 0.7]})).toBeLessThanOrEqual(0.7);
  expect(findNearest(everything, 9, {range: [4, 4]})).toBe(4);
});

it("roundest(span, from, nearest, reading) has few digits and is hardly farther", () => {
  expect(readable({low: 3.14159, high: 20}, 0, {})).toBe(Math.fround(3.2));
  expect(readable({low: -20, high: 96.4}, 500, {})).toBe(90); // 404 to 410: within a twentieth
  expect(readable({low: 3.14159, high: 3.1417}, 0, {})).toBe(Math.fround(3.1416));
  expect(readable({low: -0.2, high: 0.3}, -9, {})).toBe(0);
  expect(readable({low: 0.117, high: 0.9}, 0, {step: 0.01})).toBe(Math.fround(0.12));
  expect(readable({low: 1e-7, high: 1}, -1, {})).toBe(Math.fround(0.01)); // of a way of 1
});

it("roundest(span, from, nearest, reading) rounds what is read, not its logarithm", () => {
  const at = readable({low: 0, high: Math.log1p(10_300)}, Math.log1p(18e6), {
    scale: "ln1p",
    step: 1
  });
  expect(Math.expm1(at!)).toBeCloseTo(10_000, 1);
  const ratio = readable({low: 0, high: Math.log(0.0123)}, Math.log(400), {scale: "ln"});
  expect(ratio).toBeUndefined(); // a span that holds nothing
  expect(Math.exp(readable({low: -9, high: Math.log(0.0123)}, 6, {scale: "ln"})!)).toBeCloseTo(
    0.01,
    5
  );
});

it("below(value) is the next single-precision number", () => {
  expect(below(1)).toBe(1 - 2 ** -24);
  expect(below(-1)).toBe(-1 - 2 ** -23);
  expect(below(0)).toBe(-(2 ** -149));
  expect(below(2 ** -149)).toBe(0);
});
