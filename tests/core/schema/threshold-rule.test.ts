import {expect, it} from "vitest";
import {parseThresholdRule} from "../../../src/core/schema/threshold-rule.js";

it("parseThresholdRule(text) reads every rule", () => {
  expect(parseThresholdRule("budget")).toEqual({name: "budget"});
  expect(parseThresholdRule("auto")).toEqual({name: "auto"});
  expect(parseThresholdRule("quantile:0.999")).toEqual({name: "quantile", value: 0.999});
  expect(parseThresholdRule("incidents:5")).toEqual({name: "incidents", value: 5});
  expect(parseThresholdRule("certified:.1")).toEqual({name: "certified", value: 0.1});
});

it.each(["", "quantil:0.9", "toString:1", "quantile", "quantile:1", "quantile:0", "quantile:0x1", "quantile:0.9:1", "incidents:-1", "incidents:1e9", "budget:5", "certified:NaN"])("parseThresholdRule(%j) says what is allowed", (text) => {
  expect(() => parseThresholdRule(text)).toThrow(/it is budget, auto|give a number over 0/);
}); // prettier-ignore
