import {expect, it} from "vitest";
import {verdictSentence} from "../../../src/components/records/verdict-sentence.js";
import type {VerdictSummary} from "../../../src/core/schema/verdict-measures.js";

const summary: VerdictSummary = {
  ...{verdicts: 13, matched: 12, unmatched: 1, incidents: 0, true: 4, false: 4, unsure: 4},
  models: [
    {
      model: "forest",
      threshold: 0.7,
      above: {true: 3, false: 1, unsure: 2},
      precision: 0.75,
      ap: 0.8125
    }
  ]
};

it("verdictSentence(summary) gives the precision with its denominator, and what it does not show", () => {
  const text = verdictSentence(summary);
  expect(text).toContain("13 verdicts: 12 matched an event (1 names a line of no event).");
  expect(text).toContain(
    "Of 4 alerts with a verdict of true or false, 3 are true positives: precision 75 % (base rate 50 %); 2 unsure, not counted."
  );
  expect(text).toContain(
    "Average precision over the 8 events with a verdict of true or false: 0.813."
  );
  expect(text).toContain("not a random sample");
});

it("verdictSentence(summary) states that there is no precision where nothing is decided", () => {
  const models = [
    {...summary.models[0], above: {true: 0, false: 0, unsure: 1}, precision: null, ap: null}
  ];
  const text = verdictSentence({...summary, models});
  expect(text).toContain("there is no precision");
  expect(text).not.toMatch(/NaN|null|Average/);
  expect(verdictSentence(null)).toBeNull();
});
