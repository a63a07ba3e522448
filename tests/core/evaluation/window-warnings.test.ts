import {expect, it} from "vitest";
import {movedText, recommendRetraining} from "../../../src/core/evaluation/retraining.js";
import {
  attackWarnings,
  calibrationWarnings,
  driftWarnings
} from "../../../src/core/evaluation/window-warnings.js";
import {shareInterval} from "../../../src/core/evaluation/share-interval.js";
import type {Drifted, NamedDrift, RunDrift} from "../../../src/core/schema/drift.js";
import type {Metrics} from "../../../src/core/schema/published.js";

const one = (name: string, verdict: Drifted, psi = 0.3): NamedDrift => ({name, verdict, psi, noise: 0.01, ks: 0.2}); // prettier-ignore

function drift(features: NamedDrift[], score: NamedDrift | null = null, events = 5000): RunDrift {
  return {trainingRows: 8192, testEvents: events, features, score};
}

const windows = (all: Partial<Metrics>, test: Partial<Metrics>) => [all, test] as Metrics[];

it("attackWarnings(metrics) warns below 30 labelled attacks in the test window, and states the interval", () => {
  const of = (attacks: number) =>
    attackWarnings(windows({labelled: 900, attacks: attacks + 1}, {labelled: 400, attacks}));
  expect(of(30)).toEqual([]);
  const [{code, message}] = of(10);
  expect(code).toBe("too-few-attacks");
  expect(message).toContain("10 labelled attacks in the test window, fewer than 30");
  expect(message).toContain("24 % to 76 %"); // Wilson, of 5 of 10
  expect(of(0)[0].message).toMatch(/^No labelled attacks .* the training window included\./);
});

it("attackWarnings(metrics) says nothing where there are no figures: no labels, or labels of one class", () => {
  expect(attackWarnings(windows({labelled: 0, attacks: 0}, {labelled: 0, attacks: 0}))).toEqual([]);
  expect(attackWarnings(windows({labelled: 9, attacks: 0}, {labelled: 5, attacks: 0}))).toEqual([]);
  expect(attackWarnings(windows({labelled: 9, attacks: 9}, {labelled: 5, attacks: 5}))).toEqual([]);
});

it("shareInterval(found, n) is Wilson’s, and contains the share", () => {
  expect(shareInterval(0, 0)).toEqual({low: 0, high: 1});
  const {low, high} = shareInterval(0, 10);
  expect([low, high]).toEqual([0, expect.closeTo(0.2775, 4)]); // z² / (n + z²) = 3.8415 / 13.8415
  expect(() => shareInterval(3, 2)).toThrow("invalid count: 3 of 2");
});

it("calibrationWarnings(calibration) warns if the window has fewer rows than a certificate needs", () => {
  const of = (rows: number) => calibrationWarnings({rows, needed: 500, alpha: 0.2});
  expect([of(500), calibrationWarnings(null)]).toEqual([[], []]);
  expect(of(499)).toMatchObject([{code: "short-calibration"}]);
  expect(of(499)[0].message).toMatch(/holds 499 events: .* 20 % false alerts .* takes 500\./);
});

it("driftWarnings(drift) names what is different, and not the time of day, nor what is only shifted", () => {
  expect(driftWarnings(null)).toEqual([]);
  const quiet = drift([one("hour_sin", "different"), one("a", "shifted")], one("s", "shifted"));
  expect(driftWarnings(quiet)).toEqual([]);
  const names = ["a", "b", "c", "d"].map((name) => one(name, "different"));
  const [{code, message}] = driftWarnings(drift(names, one("s", "different", 0.4)));
  expect(code).toBe("drift");
  expect(message).toContain("a (PSI 0.30, KS 0.20), b (PSI 0.30, KS 0.20), c (PSI 0.30, KS 0.20) and 1 more; the score (PSI 0.40, KS 0.20)"); // prettier-ignore
  expect(movedText(names.slice(0, 1))).toBe("a (PSI 0.30, KS 0.20)");
});

it("driftWarnings(drift) says nothing of windows of few events", () => {
  expect(driftWarnings(drift([one("a", "different")], null, 1999))).toEqual([]);
  expect(driftWarnings(drift([one("a", "different")], null, 2000))).toHaveLength(1);
});

it("recommendRetraining(drift, ageDays) gives each reason once, and a reason for no as well", () => {
  const none = recommendRetraining(drift([one("a", "same")], one("s", "same", 0.01)), 1);
  expect(none).toMatchObject({recommended: false, reasons: [], ageDays: 1});
  expect(none.summary).toMatch(
    /^Retraining is not recommended: no feature .* \(PSI 0.01, KS 0.20\), and .* 1 day before/
  );
  const moved = drift([one("a", "different"), one("b", "different")], one("s", "different"));
  const all = recommendRetraining(moved, 28.5);
  expect(all.reasons.map(({code}) => code)).toEqual(["drift", "score", "age"]);
  expect(all.summary).toMatch(/^Retraining is recommended: .* First see whether an attack/);
  expect(recommendRetraining(null, 28)).toMatchObject({recommended: false});
  expect(recommendRetraining(null, 28.1).reasons.map(({code}) => code)).toEqual(["age"]);
});
