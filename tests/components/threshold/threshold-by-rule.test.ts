import {expect, it} from "vitest";
import {thresholdByRule} from "../../../src/components/threshold/threshold-by-rule.js";
import {readThresholdState} from "../../../src/components/threshold/threshold-state.js";
import type {Certificate} from "../../../src/core/schema/threshold.js";
import {thresholdWith} from "./threshold-fixture.js";

it.each([
  [{name: "budget"}, 0.7],
  [{name: "auto"}, 0.5],
  [{name: "quantile", value: 0.8}, 0.75],
  [{name: "incidents", value: 0.5}, 0.8],
  [{name: "incidents", value: 1}, 0.75]
] as const)("thresholdByRule(page, %j) is %d", (rule, threshold) => {
  expect(thresholdByRule(thresholdWith(), rule).threshold).toBe(threshold);
});

it("thresholdByRule(page, rule) has none beyond the published events, and says so", () => {
  const page = thresholdWith({events: 1_000_000});
  const {threshold, status} = thresholdByRule(page, {name: "quantile", value: 0.99});
  expect(threshold).toBeNull();
  expect(status).toContain("Only the 10 most anomalous events are published");
});

it("thresholdByRule(page, rule) has the certified threshold, or why there is none", () => {
  const level = {alerts: 2, attacks: 0, benign: 0, rowsNeeded: 99};
  const certificate = {
    calibration: {from: 0, to: 1, events: 50, attacks: 0},
    expectedShare: 0.1,
    levels: [
      {...level, alpha: 0.1, certified: false, obstacle: "too-few-rows", score: null},
      {...level, alpha: 0.2, certified: true, obstacle: null, score: 0.7}
    ]
  } as unknown as Certificate;
  const at = (value: number) =>
    thresholdByRule(thresholdWith({certificate}), {name: "certified", value});
  expect(at(0.2).threshold).toBe(0.7);
  expect(at(0.1)).toMatchObject({threshold: null});
  expect(at(0.1).status).toContain("takes 99 calibration events");
  expect(at(0.3).status).toContain("was not tested");
});

it("readThresholdState(page, search) has no alert budget where another rule chose the threshold", () => {
  const page = thresholdWith({rule: "quantile:0.8", threshold: 0.75});
  expect(readThresholdState(page, "")).toMatchObject({threshold: 0.75, budget: null});
  expect(readThresholdState(thresholdWith(), "")).toMatchObject({threshold: 0.7, budget: 2});
});
