import {expect, it} from "vitest";
import {modelFeatures} from "../../../src/core/features/list.js";
import {reasonOf} from "../../../src/core/features/reason.js";

/** Returns evidence for every model feature: 0 where *given* says nothing. */
function evidence(given: {
  [name: string]: [value: number, contribution: number, typical?: number];
}) {
  return modelFeatures.map((feature) => {
    const [value = 0, contribution = 0, typical = 0] = given[feature.name] ?? [];
    return {feature, value, contribution, typical};
  });
}

it("reasonOf(evidence) names what shortens the path most, strongest first", () => {
  const reason = reasonOf(
    evidence({
      log_src_distinct_ports_5m: [Math.log(62), -2],
      log_bytes_ratio: [Math.log(412), -1],
      log_duration: [1, -0.1]
    })
  );
  expect(reason).toBe("61 ports in 5 min, upload 412× download");
});

it("reasonOf(evidence) turns a ratio below one around", () => {
  expect(reasonOf(evidence({log_bytes_ratio: [-Math.log(40), -1]}))).toBe("download 40× upload");
});

it("reasonOf(evidence) writes sizes and times in units people use", () => {
  const reason = reasonOf(
    evidence({
      log_orig_bytes: [Math.log(18.4e6), -3],
      log_duration: [Math.log(5400), -2],
      log_resp_bytes: [0, -1, 5]
    })
  );
  expect(reason).toBe("18.4 MB out, lasted 1.5 h, only 0 B in");
});

it("reasonOf(evidence) says the time of day once", () => {
  const angle = (2 * Math.PI * 3.25) / 24;
  const reason = reasonOf(
    evidence({hour_sin: [Math.sin(angle), -1], hour_cos: [Math.cos(angle), -1]})
  );
  expect(reason).toBe("at 03:15 UTC");
});

it("reasonOf(evidence) leaves out what lengthens the path, and says so when nothing shortens it", () => {
  expect(reasonOf(evidence({log_duration: [9, 2]}))).toBe("unusual in many small ways");
});

it("reasonOf(evidence) has a phrase for every feature that a model sees", () => {
  for (const {name} of modelFeatures) {
    expect(reasonOf(evidence({[name]: [1, -1]}))).not.toContain("undefined");
  }
});
