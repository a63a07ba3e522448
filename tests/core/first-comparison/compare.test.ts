import {readFileSync} from "node:fs";
import {expect, it} from "vitest";
import {firstEvents} from "../../../src/core/first-comparison/events.js";
import {
  firstComparison,
  firstSeeds,
  measureFirst,
  meanFigures
} from "../../../src/core/first-comparison/figures.js";
import type {FirstFigures} from "../../../src/core/schema/three-methods.js";

const file = new URL("../../fixtures/first-comparison/reference.json", import.meta.url);
const reference = JSON.parse(readFileSync(file, "utf8")) as {
  rows: {[row: string]: [number, number]};
  seeds: {[seed: string]: FirstFigures[]};
};

it("firstEvents(seed) draws the events that NumPy draws", () => {
  const {values} = firstEvents(42).matrix;
  for (const [row, [duration, bytes]] of Object.entries(reference.rows))
    expect([values[2 * Number(row)], values[2 * Number(row) + 1]]).toEqual([duration, bytes]);
});

it("measureFirst() finds what is committed, and on its events what the first project published", () => {
  const measured = measureFirst();
  expect(measured).toEqual(firstComparison.detectors);
  const counts = (figures: FirstFigures[]) => figures.map(({truePositives, falsePositives}) => [truePositives, falsePositives]); // prettier-ignore
  expect(counts(measured.own)).toEqual(counts(firstComparison.published));
  expect(counts(measured.own)).toEqual(counts(reference.seeds["42"]));
});

it("firstComparison has what scikit-learn finds, from which the means of the detectors differ little", () => {
  const {scikitLearn, detectors} = firstComparison;
  expect(scikitLearn.own).toEqual(reference.seeds["42"]);
  const means = meanFigures(firstSeeds.map((seed) => reference.seeds[String(seed)]));
  scikitLearn.seeds.forEach((figures, i) => {
    expect(figures.ap).toBeCloseTo(means[i].ap!, 12);
    expect(figures.truePositives).toBeCloseTo(means[i].truePositives, 12);
    expect(Math.abs(detectors.seeds[i].ap! - figures.ap!)).toBeLessThan(0.01);
    expect(Math.abs(detectors.seeds[i].auroc! - figures.auroc!)).toBeLessThan(0.01);
  });
});
