import {lab} from "d3-color";
import {expect, it} from "vitest";
import {ramp, scoreColor} from "../../../src/components/kit/score-color.js";

it("scoreColor(score, threshold, max) is grey below the threshold only", () => {
  expect(scoreColor(0.699, 0.7, 0.8)).toBe("var(--quiet)");
  expect(scoreColor(NaN, 0.7, 0.8)).toBe("var(--quiet)");
  expect(scoreColor(0.7, 0.7, 0.8)).toBe(`light-dark(${ramp(0, "light")}, ${ramp(0, "dark")})`);
  expect(scoreColor(0.9, 0.7, 0.8)).toBe(`light-dark(${ramp(1, "light")}, ${ramp(1, "dark")})`);
});

it("scoreColor(score, threshold, max) has a colour where the threshold is the highest score", () => {
  expect(scoreColor(0.7, 0.7, 0.7)).toContain("light-dark(");
});

it("ramp(t, theme) stands out more from the paper with every step: darker on light, lighter on dark", () => {
  const steps = Array.from({length: 11}, (_, i) => i / 10);
  for (const t of steps.slice(1)) {
    expect(lab(ramp(t, "light")).l).toBeLessThan(lab(ramp(t - 0.1, "light")).l);
    expect(lab(ramp(t, "dark")).l).toBeGreaterThan(lab(ramp(t - 0.1, "dark")).l);
  }
});
