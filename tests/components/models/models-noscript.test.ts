import {expect, it} from "vitest";
import {modelsHtml} from "../../../src/components/models/models-noscript.js";
import type {ModelsPage} from "../../../src/core/schema/models-page.js";
import type {Metrics} from "../../../src/core/schema/published.js";
import {todayWith} from "../today/today-fixture.js";

const metrics: Metrics = {
  model: "forest",
  window: "test",
  events: 12_000,
  anomalyRate: 0.01,
  scoreMean: 0.4,
  scoreStd: 0.1,
  threshold: 0.6125,
  alerts: 345,
  labelledAlerts: 300,
  labelled: 12_000,
  attacks: 120,
  baseRate: 0.01,
  ap: 0.1234,
  auroc: 0.9182,
  precisionAt: [],
  recallAtBudget: 0.5,
  precisionAtBudget: 0.2,
  byAttack: []
};

const models: ModelsPage = {
  provenance: todayWith({}).provenance,
  models: [
    {
      name: "forest",
      sha256: "0".repeat(64),
      bytes: 1,
      parameters: {},
      trainingRows: 8192,
      trees: 100,
      nodes: 10,
      maxDepth: 8,
      meanDepth: 5,
      histogram: {from: 0, step: 0.01, counts: []},
      metrics: [metrics]
    }
  ],
  flowModel: "isolation-forest",
  agreement: {
    spearman: 0.9876,
    overlap: [],
    joint: {bins: 1, from: [0, 0], to: [1, 1], cells: []},
    disagreements: []
  },
  comparison: {
    events: 0,
    of: 0,
    window: "test",
    labelled: 0,
    attacks: 0,
    baseRate: null,
    budget: 1,
    detectors: []
  },
  features: []
};

it("modelsHtml(page) says what each model found on the fairest events", () => {
  const cells = [...modelsHtml(models).matchAll(/<td>([^<]*)/g)].map(([, cell]) => cell);
  expect(cells).toEqual(["forest", "12,000", "345", "0.613", "0.123", "1 %", "0.918", "50 %", "100", "8,192"]); // prettier-ignore
  expect(modelsHtml(models)).toContain("over all events: 0.988");
});

it("modelsHtml(page) has a dash where there is no label and no model", () => {
  const unlabelled = {...metrics, ap: null, auroc: null, recallAtBudget: null};
  const page = {...models, models: [{...models.models[0], metrics: [unlabelled]}]};
  const cells = [...modelsHtml(page).matchAll(/<td>([^<]*)/g)].map(([, cell]) => cell);
  expect([cells[4], cells[6], cells[7]]).toEqual(["–", "–", "–"]);
  expect(modelsHtml({...models, models: []})).toContain("<tbody></tbody>");
});
