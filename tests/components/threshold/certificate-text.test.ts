import {expect, it} from "vitest";
import {checkText} from "../../../src/components/charts/certificate-check.js";
import {
  certificateSentence,
  reasonOf,
  reasonsOf
} from "../../../src/components/threshold/certificate-text.js";
import type {Certificate, CertificateLevel} from "../../../src/core/schema/threshold.js";

const level: CertificateLevel = {
  ...{alpha: 0.1, certified: false, obstacle: "nothing-found", alerts: 0, score: null},
  ...{rowsNeeded: 16_666, attacks: 0, benign: 0}
};
const stretch = {from: 0, to: 3_600_000, events: 1000, attacks: 12};
const certificate: Certificate = {
  ...{calibration: stretch, heldOut: stretch, tested: stretch, expectedShare: 0.0003},
  ...{distance: 0.21, chance: 0.00001, quantiles: [0.5], levels: [level]}
};

it("certificateSentence(certificate) names the strictest share that is certified, or says no", () => {
  expect(certificateSentence(certificate)).toBe("No, not for this log.");
  const levels = [level, {...level, alpha: 0.2, certified: true, obstacle: null, alerts: 41}];
  expect(certificateSentence({...certificate, levels})).toMatch(
    /^Yes: 41 alerts with at most 20\s?% false ones on average\.$/
  );
});

it.each([
  ["attacks-in-calibration", /^12 events .* labelled as attacks.*clean past$/],
  ["not-exchangeable", /later events do not score like/],
  ["too-few-rows", /takes 16,666 calibration events, and there are 1,000; use a longer log/],
  ["nothing-found", /no p-value is small enough/],
  [null, /^$/]
] as const)("reasonOf(level, certificate) says what would help: %s", (obstacle, text) => {
  expect(reasonOf({...level, obstacle}, certificate)).toMatch(text);
});

it("reasonsOf(certificate) says each reason once, with its levels", () => {
  expect(reasonsOf(certificate)).toEqual([expect.stringMatching(/^Why not: no p-value.*\.$/)]);
  const certified = {...level, alpha: 0.2, certified: true, obstacle: null};
  const both = reasonsOf({...certificate, levels: [level, certified]});
  expect(both).toEqual([expect.stringMatching(/^Why not at 10\s%: no p-value/)]);
  expect(reasonsOf({...certificate, levels: [certified]})).toEqual([]);
});

it("checkText(certificate) says how far apart the windows are, and how often that is chance", () => {
  expect(checkText(certificate)).toMatch(/0\.210 apart.*less than 0\.1/);
  expect(checkText({...certificate, distance: null, chance: null})).toMatch(/^Too few events/);
});
