import {expect, it} from "vitest";
import {evaluationHtml} from "../../../src/components/evaluation/evaluation-noscript.js";
import {evaluationNotices} from "../../../src/components/evaluation/evaluation-notices.js";
import {evaluationSentence} from "../../../src/components/evaluation/evaluation-sentence.js";
import type {DetectionMeasures, DetectionPage} from "../../../src/core/schema/detection.js";
import type {Metrics} from "../../../src/core/schema/published.js";
import type {Certificate} from "../../../src/core/schema/threshold.js";
import {thresholdWith} from "../threshold/threshold-fixture.js";
import {studyWith} from "./study-fixture.js";

const metrics: Metrics = {
  ...{model: "isolation-forest", window: "test", events: 1000, anomalyRate: 0.01},
  ...{scoreMean: 0.4, scoreStd: 0.1, threshold: 0.6, alerts: 10, labelledAlerts: 10},
  ...{labelled: 1000, attacks: 50, baseRate: 0.05, ap: 0.22, auroc: 0.7, precisionAt: []},
  ...{recallAtBudget: 0.1, precisionAtBudget: 0.5, byAttack: []}
};
const unlabelled = {...metrics, labelled: 0, attacks: 0, baseRate: null, ap: null, auroc: null};
const page = thresholdWith({metrics: [{...metrics, window: "all"}, metrics]});
const blind = thresholdWith({metrics: [{...unlabelled, window: "all"}, unlabelled]});

const measures: DetectionMeasures = {
  ...{budgetPerDay: 5, days: 7, attacks: 21, found: 20, incidents: 85, trueIncidents: 17},
  ...{shown: 35, trueShown: 16, incidentAp: 0.8, flowAp: 0.6, flowBaseRate: 0.05},
  ...{ablations: null, systems: [], truths: []},
  scenarios: [
    {
      ...{name: "<b>scan</b>", technique: null, attacks: 1, found: 1, flows: 3, flowsCovered: 3},
      byDetector: {}
    }
  ]
};
const detection: DetectionPage = {provenance: page.provenance, detectors: [], measures};
const text = (parts: {text: string}[]) => parts.map((part) => part.text).join("");

it("evaluationSentence(page, detection) begins with the system, each precision beside its base rate", () => {
  expect(text(evaluationSentence(page, detection))).toBe(
    "Within 5 incidents a day, 20 of 21 attacks are found, and 46 % of the 35 incidents are true (base rate 20 %). The flow model alone has average precision 0.220, where a random order has 0.050."
  );
  const hidden = {...measures, shown: 0, trueShown: 0, found: 0};
  expect(text(evaluationSentence(page, {measures: hidden}))).toMatch(/^Within 5 incidents a day, 0 of 21 attacks are found; no incident is shown\. The flow model/); // prettier-ignore
});

it("evaluationSentence(page) invents nothing without labels, and says how much of the order is chance", () => {
  expect(text(evaluationSentence(blind))).toBe(
    "How good it is cannot be measured: none of 10 events has a label. Known is that of the 2 most anomalous, 50 % are so under all 3 seeds."
  );
  const fast = {...blind, curves: null};
  expect(text(evaluationSentence(fast))).toMatch(/none of 10 events has a label\.$/);
  const one = {...unlabelled, labelled: 9, attacks: 9};
  expect(text(evaluationSentence(thresholdWith({metrics: [one, one]})))).toBe(
    "All 9 labelled events are attacks: there is nothing to tell apart."
  );
});

it("evaluationNotices(facts) adds few positives, a short calibration and drift to the warnings of the run", () => {
  const level = {alpha: 0.1, certified: false, obstacle: "too-few-rows" as const, rowsNeeded: 9000, alerts: 0, score: null, attacks: 0, benign: 0}; // prettier-ignore
  const window = {from: 0, to: 1, events: 100, attacks: 0};
  const certificate: Certificate = {
    ...{calibration: window, heldOut: window, tested: window, expectedShare: 0.01},
    ...{distance: null, chance: null, quantiles: [], levels: [level]}
  };
  const few = {...metrics, attacks: 12};
  const warning = {code: "inverted" as const, message: "The scores are inverted."};
  const notices = evaluationNotices({
    page: {...page, metrics: [few, few], certificate},
    today: {warnings: [warning]},
    detection: {measures: {...measures, attacks: 3}},
    study: studyWith()
  });
  expect(notices.map(({code}) => code)).toEqual(["inverted", "few-positives", "short-calibration", "drift"]); // prettier-ignore
  expect(notices[1].message).toContain("12 attack events, of 3 attacks");
  expect(notices[2].message).toMatch(/100 events, and 9,000 are needed to certify 10 %/);
  expect(notices[3].message).toContain("bytes out");
  const none = {page, today: {warnings: []}, detection, study: studyWith({drift: []})};
  expect(evaluationNotices(none)).toEqual([]);
  const codes = ["too-few-attacks", "short-calibration", "drift"] as const;
  const warnings = codes.map((code) => ({code, message: code}));
  const facts = {page: {...page, metrics: [few, few], certificate}, detection, study: studyWith()};
  expect(evaluationNotices({...facts, today: {warnings}})).toEqual(warnings);
  const clock = studyWith({drift: [{name: "hour_sin", psi: 0.3, ks: 0.2}]});
  expect(evaluationNotices({...none, study: clock})).toEqual([]);
});

it("evaluationHtml(documents) has every method in both regimes, or what would measure them, and no markup of a log", () => {
  const evaluation = {provenance: page.provenance, study: studyWith(), tiers: []};
  const html = evaluationHtml({page, detection, evaluation});
  const cells = [...html.matchAll(/<td>([^<]*)/g)].map(([, cell]) => cell);
  expect(cells.some((cell) => cell.startsWith("&#60;b") && cell.includes("scan"))).toBe(true);
  const at = cells.indexOf("KNN");
  expect(cells.slice(at + 1, at + 3)).toEqual(["0.200 ± 0.010", "0.400 ± 0.010"]);
  expect(evaluationHtml({page: blind})).toContain("evaluate&#96; measures every method");
  expect(evaluationHtml({page: blind})).not.toContain("<b>");
});
