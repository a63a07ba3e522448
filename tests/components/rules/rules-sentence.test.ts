import {expect, it} from "vitest";
import {rulesSentence} from "../../../src/components/rules/rules-sentence.js";
import {labelledMetrics} from "../../../src/core/evaluation/choose-metrics.js";
import type {Metrics} from "../../../src/core/schema/published.js";
import {todayWith} from "../today/today-fixture.js";

const labelled = {
  model: "isolation-forest",
  window: "test",
  events: 1000,
  labelled: 900,
  labelledAlerts: 40,
  attacks: 30,
  recallAtBudget: 0.4
} as Metrics;

it("rulesSentence(today) says what the model misses and what the labels deny, with denominators", () => {
  expect(rulesSentence(todayWith({metrics: [labelled]}))).toBe(
    "Of 30 labelled attacks after training, the model misses 18; of its 40 labelled alerts, the labels call 28 benign."
  );
});

it("rulesSentence(today) says that only the model speaks where nothing is labelled", () => {
  const silent = {...labelled, labelled: 0, labelledAlerts: 0, attacks: 0, recallAtBudget: null};
  expect(rulesSentence(todayWith({metrics: [silent]}))).toBe(
    "This run has no rules and no labels: the model alone alerts on 150 of 105,918 events."
  );
});

it("labelledMetrics(today) prefers the events after training, of the model whose alerts are read", () => {
  const all = {...labelled, window: "all" as const};
  const other = {...labelled, model: "ml-isolation-forest"};
  expect(labelledMetrics({metrics: [all, labelled, other]})).toBe(labelled);
  expect(labelledMetrics({metrics: [all, {...labelled, labelled: 0}]})).toBe(all);
  expect(labelledMetrics({metrics: []})).toBeNull();
});
