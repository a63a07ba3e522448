import {existsSync, readdirSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {expect, it} from "vitest";
import reference from "../../fixtures/forest/scikit-learn.json" with {type: "json"};
import {apart} from "../../../src/core/evaluation/estimate.js";
import type {Estimate, Figures} from "../../../src/core/evaluation/estimate.js";
import {publishedSets} from "../../../src/core/evaluation/published-figures.js";
import {figuresOf} from "./estimate.js";
import {readLabelled} from "./labelled.js";

// Public labelled data that is not part of the repository: CSV, `label` last, named as in ADBench
// (`10_cover.csv`, `cover.csv`). Any set of the table that is dropped in is run.
const folder = fileURLToPath(new URL("../../../../shared/data/tabular/", import.meta.url));
const files = existsSync(folder) ? readdirSync(folder) : [];

/** Returns the file of a set that goes by one of *names*, or undefined. */
function findFile(names: readonly string[]): string | undefined {
  return files.find((file) => {
    const [, name] = /^(?:\d+_)?(.+)\.csv$/.exec(file.toLowerCase()) ?? [];
    return names.includes(name);
  });
}

for (const {names, rows, columns, auroc, ap} of publishedSets) {
  it(`growForest(${names[0]}) ranks as well as was published: within 3 standard errors`, async ({
    skip
  }) => {
    const file = findFile(names);
    if (!file) return skip(`${names[0]}.csv not found in ../shared/data/tabular`);
    const labelled = await readLabelled(folder + file);
    expect([labelled.matrix.rows, labelled.matrix.columns]).toEqual([rows, columns]);
    const ours = figuresOf(labelled.matrix, labelled);
    expect(apart(ours.auroc, auroc)).toBeLessThan(1);
    expect(apart(ours.ap, ap)).toBeLessThan(1);
  });
}

for (const [name, figures] of Object.entries(reference)) {
  it(`growForest(${name}) ranks as well as scikit-learn does: within 3 standard errors`, async ({
    skip
  }) => {
    const file = findFile([name]);
    if (!file) return skip(`${name}.csv not found in ../shared/data/tabular`);
    const {auroc, ap} = figures as unknown as Figures;
    const labelled = await readLabelled(folder + file);
    const ours = figuresOf(labelled.matrix, labelled);
    expect(apart(ours.auroc, auroc)).toBeLessThan(1);
    expect(apart(ours.ap, ap)).toBeLessThan(1);
  });
}

it("apart(a, b) is a share of three standard errors, or of the tolerance if there is no error", () => {
  const ours: Estimate = [0.9, 0.03];
  expect(apart(ours, [0.75, 0.04])).toBeCloseTo(1, 12);
  expect(apart(ours, [0.89, null])).toBeCloseTo(0.5, 12);
});
