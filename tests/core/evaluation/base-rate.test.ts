import {expect, it} from "vitest";
import {bandOf, precisionAtBaseRate} from "../../../src/core/evaluation/base-rate.js";

it("precisionAtBaseRate(tpr, fpr, rate) is the share of attacks in a crowd that is counted out", () => {
  // A million events, 100 of them attacks, 90 found; 999,900 benign, one in a thousand alerts.
  expect(precisionAtBaseRate(0.9, 0.001, 1e-4)).toBeCloseTo(90 / (90 + 999.9), 12);
  expect(precisionAtBaseRate(0.9, 0.0001, 1e-4)).toBeCloseTo(90 / (90 + 99.99), 12);
});

it("precisionAtBaseRate(tpr, fpr, rate) of a random detector is the base rate, at any budget", () => {
  for (const rate of [1e-6, 0.01, 0.5]) {
    for (const share of [0.001, 0.2, 1]) {
      expect(precisionAtBaseRate(share, share, rate)).toBeCloseTo(rate, 12);
    }
  }
});

it("precisionAtBaseRate(tpr, fpr, rate) is null without alerts, and refuses what is no share", () => {
  expect(precisionAtBaseRate(0, 0, 0.1)).toBeNull();
  expect(precisionAtBaseRate(0.5, 0, 0.1)).toBe(1);
  expect(() => precisionAtBaseRate(1, 1, 1.5)).toThrow("invalid base rate: 1.5");
  expect(() => precisionAtBaseRate(1, 1, NaN)).toThrow("invalid base rate: NaN");
});

it("bandOf(curves) is the lowest and the highest at each place, what is null skipped", () => {
  const band = bandOf([
    [0.1, null, 0.5],
    [0.3, null, null],
    [0.2, null, 0.4]
  ]);
  expect(band).toEqual({low: [0.1, null, 0.4], high: [0.3, null, 0.5]});
  expect(bandOf([])).toEqual({low: [], high: []});
});
