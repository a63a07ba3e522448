import {expect, it} from "vitest";
import {countBelow, countUpTo, middle} from "../../../src/core/detectors/sorted.js";

it("middle(sorted) is the median, and 0 of nothing", () => {
  expect(middle([])).toBe(0);
  expect(middle([3])).toBe(3);
  expect(middle([1, 2, 9])).toBe(2);
  expect(middle([1, 2, 4, 9])).toBe(3);
});

it("countBelow and countUpTo count as a look at every number does", () => {
  const sorted = Float64Array.of(-1, 0, 0, 2, 2, 2, 5);
  for (const value of [-2, -1, -0.5, -0, 0, 1, 2, 3, 5, 6]) {
    for (const [from, until] of [
      [0, 7],
      [1, 6],
      [3, 3]
    ]) {
      const part = [...sorted.subarray(from, until)];
      expect(countBelow(sorted, value, from, until)).toBe(part.filter((x) => x < value).length);
      expect(countUpTo(sorted, value, from, until)).toBe(part.filter((x) => x <= value).length);
    }
  }
});
