import {expect, it} from "vitest";
import {alertValue} from "../../../src/core/evaluation/alert-value.js";

it("alertValue(rates, alerts) counts as a table of a million events does", () => {
  // 1,000,000 events: 100 attacks, 80 of them alerted; 10,000 alerts in all.
  const worth = alertValue({baseRate: 1e-4, recall: 0.8, alertRate: 0.01}, 10_000);
  expect(worth.attacks).toBeCloseTo(80, 9);
  expect(worth.benign).toBeCloseTo(9920, 9);
  expect(worth.precision).toBeCloseTo(80 / 10_000, 12);
  expect(worth.falseShare).toBeCloseTo(9920 / 999_900, 12);
});

it("alertValue(rates, alerts) calls no more alerts attacks than there are", () => {
  const worth = alertValue({baseRate: 0.5, recall: 1, alertRate: 0.01}, 200);
  expect(worth).toEqual({precision: 1, falseShare: 0, attacks: 200, benign: 0});
});

it("alertValue(rates, alerts) has no precision without alerts, and is not afraid of the ends", () => {
  expect(alertValue({baseRate: 0.1, recall: 1, alertRate: 0}, 0).precision).toBeNull();
  expect(alertValue({baseRate: 1, recall: 1, alertRate: 1}, 10)).toMatchObject({precision: 1, falseShare: 0}); // prettier-ignore
});

it("alertValue(rates, alerts) refuses what is no share", () => {
  for (const bad of [-0.1, 1.1, NaN])
    expect(() => alertValue({baseRate: bad, recall: 0, alertRate: 0}, 0)).toThrow(`invalid baseRate: ${bad}`); // prettier-ignore
});
