import {expect, it} from "vitest";
import {periodStarts} from "../../../../src/core/published/study/study-plan.js";

const day = 86_400_000;

it("periodStarts(window) is the days of 2 to 12, or else 12 equal stretches", () => {
  expect(periodStarts({from: 10.5 * day, to: 13 * day})).toEqual(
    [10.5, 11, 12].map((n) => n * day)
  );
  expect(periodStarts({from: 0, to: 12 * day})).toHaveLength(12);
  expect(periodStarts({from: 0, to: 24 * day}).map((ms) => ms / day)).toEqual(
    Array.from({length: 12}, (_, i) => 2 * i)
  );
  expect(periodStarts({from: 0, to: day / 2})).toHaveLength(12);
});
