import {expect, it} from "vitest";
import {labelledMetrics} from "../../../src/core/evaluation/choose-metrics.js";
import type {Metrics} from "../../../src/core/schema/published.js";

const labelled = {model: "isolation-forest", window: "test", labelled: 900} as Metrics;

it("labelledMetrics(today) prefers the events after training, of the model whose alerts are read", () => {
  const all = {...labelled, window: "all" as const};
  const other = {...labelled, model: "ml-isolation-forest"};
  expect(labelledMetrics({metrics: [all, labelled, other]})).toBe(labelled);
  expect(labelledMetrics({metrics: [all, {...labelled, labelled: 0}]})).toBe(all);
  expect(labelledMetrics({metrics: []})).toBeNull();
});
