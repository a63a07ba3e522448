import {expect, it} from "vitest";
import {
  connStates,
  failedStates,
  features,
  formatFeature,
  modelFeatures
} from "../../../src/core/features/list.js";

const named = (name: string) => features.find((feature) => feature.name === name)!;

it("features are named once, and each says its meaning, unit, SQL and range", () => {
  expect(new Set(features.map(({name}) => name)).size).toBe(features.length);
  for (const {meaning, sql, label, range} of features) {
    expect(meaning.length * sql.length * label.length).toBeGreaterThan(0);
    expect(range[0]).toBeLessThan(range[1]);
  }
});

it("modelFeatures keep the order of the list, and leave out what only people read", () => {
  expect(modelFeatures).toEqual(features.filter(({model}) => model));
  expect(modelFeatures.map(({name}) => name)).not.toContain("flow_size");
});

it("failedStates are connection states that Zeek documents", () => {
  for (const state of failedStates) expect(connStates).toContain(state);
});

it.each([
  ["log_orig_bytes", Math.log(1041), "1,040 B"],
  ["log_duration", Math.log(1.5), "0.5 s"],
  ["log_duration", Math.log(2), "1 s"],
  ["log_src_distinct_ports_5m", Math.log(2), "1 port"],
  ["log_src_flows_5m", Math.log(3), "2 flows"],
  ["log_bytes_ratio", Math.log(412), "412×"],
  ["src_failed_share_5m", 0.973, "97 %"],
  ["port_class", 2, "dynamic"],
  ["conn_state_code", 10, "S0"],
  ["conn_state_code", 13, "unset"],
  ["direction_code", 1, "outbound"],
  ["flow_size", 4, "10 MB or more"],
  ["bytes_per_second", 1234567, "1,234,567 B/s"],
  ["hour_sin", -0.94339, "-0.943"],
  ["log_orig_bytes", NaN, "–"]
])("formatFeature(%s, %d) reads %j", (name, value, expected) => {
  expect(formatFeature(named(name), value)).toBe(expected);
});
