import {expect, it} from "vitest";
import {scoreExtended} from "../../../../src/core/forest/extended/score.js";
import {growExtendedForest} from "../../../../src/core/forest/extended/grow.js";
import type {ExtendedForestOptions} from "../../../../src/core/forest/extended/grow.js";
import {growForest} from "../../../../src/core/forest/grow.js";
import {scoreMatrix} from "../../../../src/core/forest/score.js";
import {aurocOf, averagePrecisionOf, rank} from "../../../../src/core/evaluation/ranking.js";
import {meanAndDeviation} from "../../../../src/core/evaluation/summary.js";
import reference from "../../../fixtures/forest/extended.json" with {type: "json"};
import {errorsApart, estimate} from "../../../../src/core/evaluation/estimate.js";
import type {Estimate} from "../../../../src/core/evaluation/estimate.js";
import {hasLabelled, labelledPath, readLabelled} from "../labelled.js";
import type {Labelled} from "../labelled.js";

const seeds = Array.from({length: 10}, (_, seed) => seed);

/** What another program found: mean and standard error of ten seeds. */
interface Found {
  auroc: number[];
  ap: number[];
}

function expectParity(
  {matrix, labels}: Labelled,
  options: Omit<ExtendedForestOptions, "seed">,
  {auroc, ap}: Found
) {
  const rankings = seeds.map((seed) =>
    rank(scoreExtended(growExtendedForest(matrix, {...options, seed}), matrix), labels)
  );
  const ours = [
    rankings.map((one) => aurocOf(one)!),
    rankings.map((one) => averagePrecisionOf(one)!)
  ];
  expect(errorsApart(estimate(ours[0]), auroc as unknown as Estimate)).toBeLessThan(3);
  expect(errorsApart(estimate(ours[1]), ap as unknown as Estimate)).toBeLessThan(3);
}

function deviationsOf({matrix: {rows, columns, values}}: Labelled): number[] {
  return Array.from({length: columns}, (_, column) => {
    const {deviation} = meanAndDeviation(
      Float64Array.from({length: rows}, (_, i) => values[i * columns + column])
    );
    return deviation > 0 ? deviation : 1;
  });
}

for (const [name, found] of Object.entries(reference)) {
  it(`growExtendedForest(${name}) ranks as the authors’ program does: within 3 standard errors`, async ({
    skip
  }) => {
    skip(!hasLabelled(name), `${name}.csv not found in ../shared/data/tabular`);
    expectParity(await readLabelled(labelledPath(name)), {}, found.raw);
  });

  if (!("standard" in found)) continue; // the values are standardised as they are
  it(`growExtendedForest(${name}, {scales}) ranks as it does on standardised values`, async ({
    skip
  }) => {
    skip(!hasLabelled(name), `${name}.csv not found in ../shared/data/tabular`);
    const data = await readLabelled(labelledPath(name));
    expectParity(data, {scales: deviationsOf(data)}, found.standard);
  });
}

for (const name of ["thyroid", "pima", "breastw", "ionosphere", "cardio"] as const) {
  it(`growExtendedForest(${name}, {extensionLevel: 0}) ranks as growForest does, on 20 other seeds`, async ({
    skip
  }) => {
    skip(!hasLabelled(name), `${name}.csv not found in ../shared/data/tabular`);
    const {matrix, labels} = await readLabelled(labelledPath(name));
    const many = Array.from({length: 20}, (_, seed) => seed);
    const aurocs = (score: (seed: number) => Float64Array) =>
      estimate(many.map((seed) => aurocOf(rank(score(seed), labels))!));
    const level0 = aurocs((seed) =>
      scoreExtended(growExtendedForest(matrix, {extensionLevel: 0, seed}), matrix)
    );
    const plain = aurocs((seed) => scoreMatrix(growForest(matrix, {seed: 100 + seed}), matrix));
    expect(errorsApart(level0, plain)).toBeLessThan(3);
  });
}
