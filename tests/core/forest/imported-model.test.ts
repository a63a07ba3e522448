import {readFileSync} from "node:fs";
import {expect, it} from "vitest";
import {ModelError} from "../../../src/core/forest/check.js";
import {growForest} from "../../../src/core/forest/grow.js";
import {
  adoptModel,
  anyModelToJson,
  parseAnyModel
} from "../../../src/core/forest/imported-model.js";
import {encodeForest, parseModel} from "../../../src/core/forest/serialize.js";
import type {ImportedModelFile} from "../../../src/core/schema/imported-models.js";
import {fixtureMatrix} from "./fixtures.js";

const forest = growForest(fixtureMatrix(), {trees: 3, sampleSize: 16, seed: 1});
const file: ImportedModelFile = {
  format: "atalaya-imported-model/1",
  name: "imported-isolation-forest",
  parameters: {trees: 3, offset: -0.5},
  features: ["a", "b", "c"],
  source: {format: "onnx", producer: "skl2onnx 1.20.0", sha256: "0a".repeat(32), missingLeft: 2},
  forest: encodeForest(forest)
};

it("parseAnyModel(anyModelToJson(file)) is the same file and the same forest", () => {
  const text = anyModelToJson(file);
  expect(parseAnyModel(text)).toEqual({file, forest});
  expect(anyModelToJson(parseAnyModel(JSON.parse(text)).file)).toBe(text);
});

it("parseAnyModel(text) reads the model file of a run as parseModel does", () => {
  const text = readFileSync(new URL("../../fixtures/forest/model-1.json", import.meta.url), "utf8");
  expect(parseAnyModel(text)).toEqual(parseModel(text));
});

it("adoptModel(file, training, profile) is the model file of a run, with the same forest", () => {
  const training = {
    silver: "b".repeat(64),
    from: "2024-04-19T00:00:00Z",
    until: "2024-04-20T00:00:00Z",
    windowRows: 9,
    rows: 5
  };
  const profile = {
    quantiles: [0, 1],
    values: [
      [0, 1],
      [1, 2],
      [2, 3]
    ]
  };
  const adopted = parseModel(adoptModel(file, training, profile));
  expect(adopted.forest).toEqual(forest);
  expect(adopted.file).toMatchObject({
    format: "atalaya-model/1",
    name: file.name,
    training,
    profile
  });
});

const {source} = file;

it.each<[string, unknown, string]>([
  ["nothing", null, "the file is null"],
  ["half a file", anyModelToJson(file).slice(0, 100), "not JSON"],
  ["an unknown field", {...file, training: null}, 'an unknown field of the file is "training"'],
  ["no source", {...file, source: undefined}, "source is undefined"],
  ["a source without a digest", {...file, source: {...source, sha256: "<b>"}}, "source.sha256"],
  [
    "a source without a name",
    {...file, source: {...source, producer: ""}},
    'source.producer is ""'
  ],
  [
    "an endless producer",
    {...file, source: {...source, producer: "x".repeat(1e6)}},
    "source.producer"
  ],
  ["half a node", {...file, source: {...source, missingLeft: 0.5}}, "source.missingLeft is 0.5"],
  [
    "an unknown field of the source",
    {...file, source: {...source, code: 1}},
    "an unknown field of source"
  ],
  ["too few features", {...file, features: ["a"]}, "the number of features is 1"],
  ["features that are none", {...file, features: 3}, "features is 3"],
  ["no trees", {...file, forest: {...file.forest, roots: ""}}, "trees is 0"]
])("parseAnyModel(…) refuses %s", (_, input, message) => {
  expect(() => parseAnyModel(input)).toThrow(ModelError);
  expect(() => parseAnyModel(input)).toThrow(message);
});
