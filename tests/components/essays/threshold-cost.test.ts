import {expect, it} from "vitest";
import {baseRateCurves} from "../../../src/components/essays/base-rate-curves.js";
import {alertCosts, costFrame} from "../../../src/components/essays/threshold-cost.js";
import {kindCosts, precisionAt} from "../../../src/components/essays/cost-tables.js";
import type {Metrics} from "../../../src/core/schema/published.js";
import type {ThresholdPage} from "../../../src/core/schema/threshold.js";
import {thresholdWith} from "../threshold/threshold-fixture.js";

const metrics = (window: Metrics["window"], changes: Partial<Metrics>) =>
  ({model: "a", window, byAttack: [], ...changes}) as Metrics;
const page = thresholdWith({
  trainedUntil: 43_200_000 + 10_000, // the first event and the last two are earlier
  metrics: [
    metrics("all", {events: 10, labelled: 9, attacks: 3}),
    metrics("test", {events: 7, labelled: 7, attacks: 2})
  ]
});
const unlabelled: ThresholdPage = thresholdWith({
  tail: {...page.tail, attack: page.tail.attack.map(() => -1)},
  metrics: [metrics("all", {events: 10, labelled: 0, attacks: 0})]
});

it("costFrame(page) is of the events after training, or of all where there are none", () => {
  expect(costFrame(page, {testDays: 2}).places).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(costFrame(page, {testDays: 2})).toMatchObject({window: "test", days: 2, events: 7});
  expect(costFrame(unlabelled, {testDays: 9})).toMatchObject({window: "all", days: 2, events: 10});
});

it("alertCosts(page, frame) counts alerts and labels by threshold, the one of the run marked", () => {
  const costs = alertCosts(page, costFrame(page, {testDays: 2}));
  // two alerts a day are 4 over 2 days: 0.75, both of 0.7, 0.65
  expect(costs.map(({alerts}) => alerts)).toEqual([1, 3, 4]);
  expect(costs[0]).toMatchObject({threshold: 0.75, attacks: 0, benign: 1, recall: 0});
  expect(costs[1]).toMatchObject({threshold: 0.7, isOwn: true, perDay: 1.5, attacks: 1, benign: 1});
  expect(costs[1]).toMatchObject({recall: 1 / 2, precision: 1 / 2, falseRate: 1 / 5});
  expect(costs[2]).toMatchObject({threshold: 0.65, isOwn: false, alertRate: 4 / 7});
});

it("alertCosts(page, frame) says nothing of recall and precision without labels", () => {
  const costs = alertCosts(unlabelled, costFrame(unlabelled, {testDays: 2}));
  for (const {recall, precision, falseRate} of costs)
    expect([recall, precision, falseRate]).toEqual([null, null, null]);
});

it("precisionAt(cost, baseRate) follows Axelsson with labels, and is the limit without", () => {
  const [, own] = alertCosts(page, costFrame(page, {testDays: 2}));
  // 0.5 of 0.1 are right, 0.2 of 0.9 wrong
  expect(precisionAt(own, 0.1)).toBeCloseTo(0.05 / (0.05 + 0.18), 12);
  expect(precisionAt({...own, benign: 0, falseRate: 0}, 0.1)).toBeNull(); // not measured: none is known
  const [first] = alertCosts(unlabelled, costFrame(unlabelled, {testDays: 2}));
  expect(precisionAt(first, 0.001)).toBeCloseTo(0.001 / (first.alerts / 10), 12);
  expect(precisionAt(first, 0.9)).toBe(1);
});

it("baseRateCurves(costs) rise with the base rate, the run among them", () => {
  const curves = baseRateCurves(alertCosts(page, costFrame(page, {testDays: 2})));
  expect(curves.filter(({isOwn}) => isOwn)).toHaveLength(1);
  for (const {points} of curves)
    for (let i = 1; i < points.length; ++i)
      expect(points[i].precision).toBeGreaterThanOrEqual(points[i - 1].precision);
});

it("kindCosts(frame, found) puts first what both miss", () => {
  const byAttack = [
    {attack: "scan", technique: null, events: 10, alerts: 9},
    {attack: "beacon", technique: null, events: 30, alerts: 0},
    {attack: "upload", technique: null, events: 2, alerts: 0}
  ];
  const kinds = kindCosts({byAttack}, new Set(["scan", "beacon"]));
  expect(kinds.map(({attack}) => attack)).toEqual(["upload", "beacon", "scan"]);
});
