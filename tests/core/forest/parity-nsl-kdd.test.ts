import {existsSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {expect, it} from "vitest";
import reference from "../../fixtures/forest/nsl-kdd.json" with {type: "json"};
import {apart} from "../../../src/core/evaluation/estimate.js";
import type {Figures} from "../../../src/core/evaluation/estimate.js";
import {figuresOf} from "./estimate.js";
import {normalRows, readNslKdd} from "./labelled.js";

// Public data that is not part of the repository. Figures without an error are those of the design.
const folder = fileURLToPath(new URL("../../../../shared/data/nsl-kdd/", import.meta.url));
const [trainFile, testFile] = ["KDDTrain+_20Percent.txt", "KDDTest+.txt"].map(
  (name) => folder + name
);

const scales = {
  raw: {scale: (x: number) => x, auroc: 0.923, ap: 0.945},
  log1p: {scale: Math.log1p, auroc: 0.942, ap: 0.956}
};
const near = 0.01; // of the design’s figures, which are rounded and name no error

for (const name of ["raw", "log1p"] as const) {
  it(`growForest(the normal rows of NSL-KDD, ${name}) ranks its test rows as scikit-learn does`, async ({
    skip
  }) => {
    const missing = [trainFile, testFile].find((file) => !existsSync(file));
    if (missing) return skip("NSL-KDD not found in ../shared/data/nsl-kdd");
    const {scale, auroc, ap} = scales[name];
    const train = normalRows(await readNslKdd(trainFile, scale));
    const test = await readNslKdd(testFile, scale);
    expect([train.rows, test.matrix.rows]).toEqual([reference.train_rows, reference.test_rows]);
    const ours = figuresOf(train, test);
    const theirs = reference[name] as unknown as Figures;
    expect(apart(ours.auroc, theirs.auroc)).toBeLessThan(1);
    expect(apart(ours.ap, theirs.ap)).toBeLessThan(1);
    expect(Math.abs(ours.auroc[0] - auroc)).toBeLessThan(near);
    expect(Math.abs(ours.ap[0] - ap)).toBeLessThan(near);
  });
}
