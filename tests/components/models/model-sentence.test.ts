import {expect, it} from "vitest";
import type {Models} from "../../../src/components/models/model-sentence.js";
import {modelSentence} from "../../../src/components/models/model-sentence.js";
import {fairest} from "../../../src/core/evaluation/choose-metrics.js";
import type {Metrics} from "../../../src/core/schema/published.js";

function metrics(change: Partial<Metrics>): Metrics {
  return {
    model: "a",
    window: "test",
    events: 1000,
    anomalyRate: 0.01,
    scoreMean: 0.4,
    scoreStd: 0.1,
    threshold: 0.6,
    alerts: 10,
    labelledAlerts: 10,
    labelled: 1000,
    attacks: 20,
    baseRate: 0.02,
    ap: 0.5,
    auroc: 0.9,
    precisionAt: [],
    recallAtBudget: 0.4,
    precisionAtBudget: 0.8,
    byAttack: [],
    ...change
  };
}

const model = (name: string, ...all: Metrics[]): Models[number] =>
  ({name, metrics: all}) as unknown as Models[number];

it("modelSentence(models) names the better model, the counts and the random order", () => {
  const text = modelSentence([
    model("one", metrics({ap: 0.31})),
    model("two", metrics({ap: 0.62}))
  ]);
  expect(text).toBe(
    "two: average precision 0.62 against 0.31 of one, over 20 attacks among 1,000 events after training; a random order has 2 %."
  );
});

it("modelSentence(models) calls a difference within the seeds no difference", () => {
  expect(
    modelSentence([model("one", metrics({ap: 0.51})), model("two", metrics({ap: 0.52}))])
  ).toMatch(/^Neither/);
});

it("modelSentence(models) names no better model without labels", () => {
  const blind = metrics({labelled: 0, ap: null, baseRate: null});
  expect(modelSentence([model("one", blind), model("two", blind)])).toMatch(/no labels/);
  expect(modelSentence([model("one", blind)])).toMatch(/none to compare/);
  expect(modelSentence([])).toMatch(/No model/);
});

it("fairest(metrics) prefers the events after training, unless they hold one class alone", () => {
  const all = metrics({window: "all", ap: 0.2});
  expect(fairest([all, metrics({ap: 0.4})])?.window).toBe("test");
  expect(fairest([all, metrics({ap: null})])?.window).toBe("all");
});

it("modelSentence(models) says that labels are there, if none or all of them are attacks", () => {
  const none = metrics({labelled: 60, attacks: 0, ap: null, baseRate: 0});
  const all = metrics({labelled: 60, attacks: 60, ap: null, baseRate: 1});
  expect(modelSentence([model("one", none), model("two", none)])).toMatch(
    /^None of the 60 labelled events is an attack, so nothing here says which model is better/
  );
  expect(modelSentence([model("one", all), model("two", all)])).toMatch(
    /^All of the 60 labelled events are attacks, so/
  );
});
