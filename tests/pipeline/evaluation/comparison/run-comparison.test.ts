import {expect, it} from "vitest";
import {runComparison} from "../../../../pipeline/evaluation/comparison/run-comparison.js";
import {detectorNames} from "../../../../src/core/detectors/detector.js";
import {detectors} from "../../../../src/core/detectors/registry.js";
import {detectorToJson, parseDetector} from "../../../../src/core/detectors/serialize.js";
import {modelFeatures} from "../../../../src/core/features/list.js";
import {growForest} from "../../../../src/core/forest/grow.js";
import {scoreMatrix} from "../../../../src/core/forest/score.js";
import {positions} from "../../../../src/core/evaluation/operating.js";
import {normalMatrix} from "../../../core/forest/fixtures.js";

const features = modelFeatures.map(({name}) => name);
const matrix = normalMatrix(90, features.length, 2);
const labels = new Uint8Array(90).map((_, i) => (i % 9 === 0 ? 1 : 0));
const training = {silver: "0".repeat(64), from: "2024-04-19T00:00:00Z", until: "2024-04-20T00:00:00Z", windowRows: 60, rows: 60}; // prettier-ignore
const sampled = normalMatrix(60, features.length);
const growth = {trees: 5, sampleSize: 32};
const sample = {features, matrix: sampled, ...growth, seeds: [43, 44]};
const files = detectorNames.flatMap((name) => {
  const fitted = detectors[name]?.fit(sampled, {seed: 42, ...growth});
  if (!fitted) return [];
  const text = detectorToJson(fitted, {features, training});
  return [{kind: "detector" as const, name, path: `${name}.json`, text, sha256: "", bytes: text.length}]; // prettier-ignore
});
const inputs = {files, drawn: {matrix, labels}, budget: 9, sample, scale: null};

it("runComparison(inputs, threads, work) has the same bits on any number of threads, beside the work", async () => {
  const [none, one, two] = await Promise.all(
    [0, 1, 2].map(async (threads) => {
      let worked = 0;
      const results = await runComparison(inputs, threads, () => Promise.resolve(void ++worked));
      expect(worked).toBe(1);
      return results;
    })
  );
  expect(one).toEqual(none);
  expect(two).toEqual(none);
  expect(none.detectors.map(({detector}) => detector.name)).toEqual(files.map(({name}) => name));
  files.forEach(({text}, i) =>
    expect(none.detectors[i].scores).toEqual(parseDetector(text).fitted.score(matrix))
  );
  const forests = [43, 44].map((seed) => growForest(sampled, {...growth, seed}));
  expect(none.curves.slice(1).map(({order}) => order)).toEqual(
    forests.map((forest) => positions(scoreMatrix(forest, matrix)))
  );
  expect(none.curves[0].order).toEqual(positions(none.detectors[0].scores));
});

it("runComparison(inputs, threads, work) rejects if a file is damaged, and names its detector", async () => {
  const damaged = files.map((file, i) => (i === 1 ? {...file, text: "{}"} : file));
  const failed = runComparison({...inputs, files: damaged}, 0, () => Promise.resolve());
  await expect(failed).rejects.toThrow(`comparison with ${files[1].name}: `);
});

it("runComparison(inputs, threads, work) rejects if the work fails", async () => {
  const failed = runComparison(inputs, 0, () => Promise.reject(new Error("disk full")));
  await expect(failed).rejects.toThrow(/^disk full$/);
});
