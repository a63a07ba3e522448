import {expect, it} from "vitest";
import {
  driftOfCounts,
  driftOfValues,
  driftVerdict
} from "../../../src/core/evaluation/window-drift.js";

const ten = Array.from({length: 10}, (_, i) => i);

it("driftOfValues(before, after) is, by hand, the index over deciles and the distance of the values", () => {
  expect(driftOfValues(ten, ten)).toMatchObject({psi: 0, ks: 0});
  const {psi, ks} = driftOfValues(ten, [5, 5, 6, 6, 7, 7, 8, 8, 9, 9]);
  expect(ks).toBe(0.5);
  // Type 7 deciles of 0 … 9 are 0, 0.9, 1.8, …, so that each value has a bin: five of them emptied, five doubled.
  expect(psi).toBeCloseTo(5 * (1e-4 - 0.1) * Math.log(1e-3) + 5 * 0.1 * Math.log(2), 12);
  expect(() => driftOfValues([], ten)).toThrow("too few values");
});

it("driftOfCounts(expected, actual, …) compares shares, and is 0 where there is nothing", () => {
  const counted = {before: 4000, after: 500};
  const {psi, ks, noise} = driftOfCounts([2000, 2000], [200, 300], counted);
  expect(psi).toBeCloseTo(0.1 * Math.log(1.5), 12);
  expect(ks).toBeCloseTo(0.1, 12);
  expect(noise).toBeCloseTo((1 / 4000 + 1 / 500) * (1 + 3 * Math.SQRT2), 12);
  expect(driftOfCounts([1, 1], [0, 0], counted)).toMatchObject({psi: 0, ks: 0});
});

it("driftVerdict(drift, rows) needs a great index, a distance and enough rows to call values different", () => {
  const of = (psi: number, ks: number, noise = 0.01, rows = 100) => driftVerdict({psi, ks, noise}, rows); // prettier-ignore
  expect(of(0.25, 0.1)).toBe("different");
  expect([of(0.25, 0.09), of(0.1, 0.5)]).toEqual(["shifted", "shifted"]);
  expect([of(0.09, 0.5), of(0.3, 0.5, 0.31)]).toEqual(["same", "same"]);
  expect(of(9, 1, 0, 99)).toBe("unknown");
});
