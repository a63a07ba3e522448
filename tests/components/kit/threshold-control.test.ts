import {expect, it} from "vitest";
import {countAbove} from "../../../src/components/kit/threshold-control.js";

it("countAbove(tail, line) counts what a filter counts, ties included", () => {
  const tail = [0.9, 0.8, 0.8, 0.8, 0.7, 0.5, 0.5];
  for (const line of [0, 0.5, 0.50001, 0.7, 0.8, 0.85, 0.9, 0.91, 1]) {
    expect(countAbove(tail, line)).toBe(tail.filter((score) => score >= line).length);
  }
  expect(countAbove([], 0.5)).toBe(0);
});
