import {beforeAll, expect, it} from "vitest";
import {modelFeatures} from "../../../src/core/features/list.js";
import {growForest} from "../../../src/core/forest/grow.js";
import {seeded} from "../../../src/core/forest/random.js";
import {scoreMatrix} from "../../../src/core/forest/score.js";
import {encodeForest, modelToJson} from "../../../src/core/forest/serialize.js";
import type {Forest, Matrix} from "../../../src/core/forest/types.js";
import {explainedFile, readSiteModel} from "../../../src/core/published/site-models.js";
import type {ModelFile} from "../../../src/core/schema/models.js";

const names = modelFeatures.map(({name}) => name);
const subset = [names[3], names[0]];

function drawn(columns: number): Matrix {
  const random = seeded(7);
  const rows = 64;
  return {rows, columns, values: Float32Array.from({length: rows * columns}, random)};
}

let forest: Forest;
beforeAll(() => void (forest = growForest(drawn(2), {trees: 5, seed: 1})));

const imported = (features: readonly string[]) => ({
  format: "atalaya-imported-model/1",
  name: "imported-isolation-forest",
  parameters: {},
  features,
  source: {format: "onnx", producer: "a tool", sha256: "0".repeat(64), missingLeft: 0},
  forest: encodeForest(forest)
});

it("readSiteModel(text) scores an imported forest on the columns that it names, whatever their order", () => {
  const rows = drawn(names.length);
  const read = readSiteModel(JSON.stringify(imported(subset)), null);
  const values = Float32Array.from(
    {length: 2 * rows.rows},
    (_, i) => rows.values[Math.floor(i / 2) * names.length + (i % 2 === 0 ? 3 : 0)]
  );
  expect(read.score(rows)).toEqual(scoreMatrix(forest, {rows: rows.rows, columns: 2, values}));
});

it("explainedFile(model, own) gives an imported forest the typical values of the same features of the run", () => {
  const own = {
    features: names,
    training: {silver: "1".repeat(64), from: "2026-01-01T00:00:00Z", until: "2026-01-02T00:00:00Z", windowRows: 9, rows: 9}, // prettier-ignore
    profile: {quantiles: [0, 0.5, 1], values: names.map((_, j) => [j, j, j])}
  } as unknown as ModelFile;
  const file = explainedFile(readSiteModel(JSON.stringify(imported(subset)), null), own)!;
  expect(file.profile.values).toEqual([[3, 3, 3], [0, 0, 0]]); // prettier-ignore
  expect(modelToJson(file)).toContain('"windowRows":9');
});

it("readSiteModel(text) takes no file with features of another version, no other document, and none that is nested without end", () => {
  const read = (value: unknown) => () => readSiteModel(JSON.stringify(value), null);
  expect(read(imported(["bytes", names[0]]))).toThrow(
    "unknown features: bytes; this version does not make them"
  );
  expect(read({format: "atalaya-detector/1", name: "toString"})).toThrow("invalid model");
  expect(read(null)).toThrow("invalid model");
  expect(() => readSiteModel("[".repeat(1_000_000), null)).toThrow("levels of lists");
});
