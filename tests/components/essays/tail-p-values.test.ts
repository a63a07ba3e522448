import {expect, it} from "vitest";
import {
  rowsAt,
  tailDiscoveries,
  tailPValues
} from "../../../src/components/essays/tail-p-values.js";
import {certifySentences} from "../../../src/components/essays/certify-sentences.js";
import {benjaminiHochberg} from "../../../src/core/evaluation/conformal.js";
import {thresholdWith} from "../threshold/threshold-fixture.js";

const {tail} = thresholdWith();
const score = [0.9, 0.8, 0.8, 0.7, 0.6];
const page = {
  first: 0,
  tail: {...tail, score, second: [90, 95, 20, 92, 10], attack: [1, 0, -1, 0, 0], complete: 5}
};
const at = (from: number, to: number, events: number) => ({from, to, events, attacks: 0});
const windows = {calibration: at(0, 50_000, 9), tested: at(90_000, 100_000, 40)};

it("tailPValues(page, certificate) ranks tested events among the calibration events, equal scores at least as high", () => {
  const found = tailPValues(page, windows);
  expect(found.map(({place}) => place)).toEqual([0, 1, 3]);
  expect(found.map(({atLeast}) => atLeast)).toEqual([0, 1, 1]);
  expect(found.map(({pValue}) => pValue)).toEqual([0.1, 0.2, 0.2]);
});

it("tailPValues(page, certificate) counts an event in the second of a boundary so that no p-value is too small", () => {
  const calibration = at(20_500, 50_000, 9); // the event of second 20 may be later than that
  expect(tailPValues(page, {...windows, calibration}).map(({atLeast}) => atLeast)).toEqual([0, 1, 1]); // prettier-ignore
  const tested = at(90_500, 100_000, 40);
  expect(tailPValues(page, {...windows, tested}).map(({place}) => place)).toEqual([1, 3]);
});

it("tailDiscoveries(pValues, …) finds what the procedure finds over all p-values", () => {
  const pValues = [0.01, 0.02, 0.06, 0.4].map((pValue, place) => ({place, pValue, score: 1 - pValue, atLeast: 0})); // prettier-ignore
  const all = [...pValues.map(({pValue}) => pValue), ...new Array<number>(4).fill(1)];
  const {attack} = page.tail;
  for (const alpha of [0.05, 0.1, 0.2, 0.5, 0.9]) {
    const {pValue} = tailDiscoveries(pValues, {events: all.length}, {alpha, attack});
    expect(pValue).toBe(benjaminiHochberg(all, alpha));
  }
  // 0.01 ≤ 0.1 · 1/8, 0.02 ≤ 0.1 · 2/8, 0.06 > 0.1 · 3/8
  expect(tailDiscoveries(pValues, {events: 8}, {alpha: 0.1, attack})).toEqual({alerts: 2, more: false, pValue: 0.02, attacks: 1, benign: 1}); // prettier-ignore
  expect(tailDiscoveries(pValues, {events: 8}, {alpha: 0.9, attack}).more).toBe(true);
});

it("rowsAt(share, alpha, calibration) is 1 / (α · share) − 1", () => {
  expect(rowsAt(0.01, 0.1, {events: 998})).toEqual({needed: 999, rows: 998, isEnough: false});
  expect(rowsAt(0.01, 0.1, {events: 999}).isEnough).toBe(true);
});

it("certifySentences(page) says no without a test window", () => {
  expect(certifySentences(thresholdWith()).answer).toMatch(/^No\. There is no window/);
});
