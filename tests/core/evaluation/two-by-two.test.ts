import {expect, it} from "vitest";
import {countTechniques, twoByTwo} from "../../../src/core/evaluation/two-by-two.js";
import type {Metrics} from "../../../src/core/schema/published.js";

const none: Metrics = {
  model: "m",
  window: "all",
  events: 10,
  anomalyRate: 0,
  scoreMean: 0.4,
  scoreStd: 0.1,
  threshold: 0.6,
  alerts: 0,
  labelledAlerts: 0,
  labelled: 0,
  attacks: 0,
  baseRate: null,
  ap: null,
  auroc: null,
  precisionAt: [],
  recallAtBudget: null,
  precisionAtBudget: null,
  byAttack: []
};

it("twoByTwo(metrics) counts what both, one and neither call an attack", () => {
  // 7 labelled: attacks at .9 .7 .2, benign at .8 .5 .3 .1; the line at .6
  const metrics = {...none, labelled: 7, attacks: 3, labelledAlerts: 3, recallAtBudget: 2 / 3};
  expect(twoByTwo(metrics)).toEqual({
    attacksAbove: 2,
    attacksBelow: 1,
    benignAbove: 1,
    benignBelow: 3
  });
});

it("twoByTwo(metrics) counts benign alerts even where no attack is among them", () => {
  const metrics = {...none, labelled: 5, attacks: 2, labelledAlerts: 3, recallAtBudget: 0};
  expect(twoByTwo(metrics)).toMatchObject({attacksAbove: 0, benignAbove: 3, benignBelow: 0});
  const benign = {...none, labelled: 5, attacks: 0, labelledAlerts: 1, recallAtBudget: null};
  expect(twoByTwo(benign)).toMatchObject({attacksBelow: 0, benignAbove: 1, benignBelow: 4});
});

it("twoByTwo(metrics) is null without labels", () => {
  expect(twoByTwo(none)).toBeNull();
});

it("countTechniques(byAttack) adds up the attacks of a technique, those without one last", () => {
  const counted = countTechniques([
    {attack: "odd", technique: null, events: 99, alerts: 9},
    {attack: "scan", technique: "T1046", events: 10, alerts: 4},
    {attack: "beacon", technique: "T1071", events: 30, alerts: 1},
    {attack: "sweep", technique: "T1046", events: 25, alerts: 5}
  ]);
  expect(counted).toEqual([
    {technique: "T1046", attacks: ["scan", "sweep"], events: 35, alerts: 9},
    {technique: "T1071", attacks: ["beacon"], events: 30, alerts: 1},
    {technique: null, attacks: ["odd"], events: 99, alerts: 9}
  ]);
});
