import {expect, it} from "vitest";
import {graphOf, modelToOnnx, onnxError} from "../../../pipeline/exchange/export-onnx.js";
import type {Model} from "../../../pipeline/exchange/export-onnx.js";
import {importModel} from "../../../pipeline/exchange/import-model.js";
import {decodeOnnx, encodeOnnx} from "../../../pipeline/exchange/onnx-file.js";
import type {OnnxModel} from "../../../pipeline/exchange/onnx-messages.js";
import {growLibraryForest} from "../../../pipeline/training/ml-isolation-forest.js";
import {ModelError} from "../../../src/core/forest/check.js";
import {growForest} from "../../../src/core/forest/grow.js";
import {anyModelToJson} from "../../../src/core/forest/imported-model.js";
import {seeded} from "../../../src/core/forest/random.js";
import {meanPathLengths, scoreMatrix} from "../../../src/core/forest/score.js";
import {normalMatrix} from "../../core/forest/fixtures.js";
import {fixture, grownModel, hardRows, modelAround, runOnnx} from "./models.js";

const usual = grownModel(6, {seed: 42});
const small = grownModel(6, {trees: 10, sampleSize: 64, seed: 42});
const equalRows = {rows: 10, columns: 2, values: new Float32Array(20).fill(3)};
const scikit = importModel(fixture("forest.onnx"), {features: ["a", "b", "c", "d", "e"]});

const models: [string, Model][] = [
  ["100 trees of 256 rows", usual],
  ["one tree of two rows", grownModel(1, {trees: 1, sampleSize: 2, seed: 1})],
  ["trees of 3,000 rows", grownModel(3, {trees: 10, sampleSize: 3000, seed: 2})],
  ["1,000 trees", grownModel(2, {trees: 1000, sampleSize: 32, seed: 3})],
  ["leaves alone", modelAround(growForest(equalRows, {trees: 3, seed: 4}))],
  [
    "ml-isolation-forest",
    modelAround(growLibraryForest(normalMatrix(300, 4), {trees: 20, random: seeded(5)}))
  ],
  ["an imported model", scikit]
];

it.each(models)(
  "modelToOnnx(%s) scores in onnxruntime as here, within onnxError(forest)",
  async (_, model) => {
    const {forest} = model;
    const rows = model === usual ? 10_000 : 2_000;
    const matrix = hardRows(forest, rows, 9);
    const {score, path_length: lengths} = await runOnnx(modelToOnnx(model), matrix);
    const bound = onnxError(forest);
    const ours = scoreMatrix(forest, matrix);
    const ourLengths = meanPathLengths(forest, matrix);
    let worst = 0;
    let worstLength = 0;
    ours.forEach((value, i) => {
      worst = Math.max(worst, Math.abs(value - score[i]));
      worstLength = Math.max(worstLength, Math.abs(ourLengths[i] - lengths[i]) / ourLengths[i]);
    });
    expect([score.length, lengths.length]).toEqual([rows, rows]);
    expect(worst).toBeLessThanOrEqual(bound);
    expect(worstLength).toBeLessThanOrEqual((forest.roots.length + 2) * 2 ** -24);
    if (forest.roots.length <= 100) expect(bound).toBeLessThan(1e-5);
  }
);

it("modelToOnnx(model) ranks rows as we do: what stands apart by twice the error keeps its order", async () => {
  const matrix = hardRows(usual.forest, 10_000, 10);
  const {score} = await runOnnx(modelToOnnx(usual), matrix);
  const ours = scoreMatrix(usual.forest, matrix);
  const order = Array.from(ours.keys()).sort((a, b) => ours[a] - ours[b]);
  const apart = 2 * onnxError(usual.forest);
  let greatest = -Infinity; // of the rows that are surely below
  let behind = 0;
  let swapped = 0;
  for (const row of order) {
    for (; ours[order[behind]] < ours[row] - apart; ++behind)
      greatest = Math.max(greatest, score[order[behind]]);
    if (!(score[row] > greatest)) ++swapped;
  }
  expect(swapped).toBe(0);
  expect(behind).toBeGreaterThan(9_000);
  const strangest = (values: ArrayLike<number>) =>
    order.toSorted((a, b) => values[b] - values[a]).slice(0, 100);
  expect(new Set([...strangest(ours), ...strangest(score)]).size).toBeLessThanOrEqual(101);
});

it.each(models)("importModel(modelToOnnx(%s)) is the very same model", (_, model) => {
  const bytes = modelToOnnx(model);
  const back = importModel(bytes);
  expect(anyModelToJson(back.file)).toBe(anyModelToJson(model.file));
  expect(Buffer.compare(modelToOnnx(back), bytes)).toBe(0); // toEqual takes seconds
});

/** Returns the exported model with its parts changed by *change*. */
function changed(change: (onnx: OnnxModel) => void): Uint8Array {
  const onnx = decodeOnnx(modelToOnnx(small));
  change(onnx);
  return encodeOnnx(onnx);
}

function attribute(onnx: OnnxModel, name: string) {
  return onnx.graph!.node[0].attribute.find((attribute) => attribute.name === name)!;
}

function setMetadata(onnx: OnnxModel, key: string, value: string): void {
  onnx.metadataProps.find((entry) => entry.key === `atalaya.${key}`)!.value = value;
}

it.each<[string, (onnx: OnnxModel) => void, string]>([
  [
    "a changed weight",
    (onnx) => (attribute(onnx, "target_weights").floats![3] += 0.5),
    "was it changed"
  ],
  ["another normalizer", (onnx) => (onnx.graph!.initializer[0].floatData = [9]), "was it changed"],
  ["another operator", (onnx) => (onnx.graph!.node[3].opType = "Mul"), "was it changed"],
  ["no trees", (onnx) => onnx.graph!.node.shift(), "missing TreeEnsembleRegressor"],
  [
    "no sizes",
    (onnx) => (onnx.metadataProps = onnx.metadataProps.filter(({key}) => key !== "atalaya.size")),
    "missing metadata atalaya.size"
  ],
  ["sizes that are none", (onnx) => setMetadata(onnx, "size", "!"), "size, not base64"],
  [
    "features that are no JSON",
    (onnx) => setMetadata(onnx, "features", "["),
    'metadata "features" is not JSON'
  ],
  [
    "too few features",
    (onnx) => setMetadata(onnx, "features", '["a"]'),
    "profile.values is an array of 6"
  ],
  [
    "an endless normalizer",
    (onnx) => setMetadata(onnx, "normalizer", "Infinity"),
    "forest.normalizer is Infinity"
  ],
  [
    "a key twice",
    (onnx) => onnx.metadataProps.push({key: "atalaya.name", value: '"x"'}),
    "or again"
  ],
  [
    "an unknown key",
    (onnx) => onnx.metadataProps.push({key: "atalaya.code", value: '"x"'}),
    "an unknown field"
  ],
  [
    "another format",
    (onnx) => setMetadata(onnx, "format", "atalaya-model/9"),
    'format is "atalaya-model/9"'
  ],
  [
    "a NaN threshold",
    (onnx) => (attribute(onnx, "nodes_values").floats![0] = NaN),
    "threshold NaN"
  ],
  [
    "a walk in a circle",
    (onnx) => (attribute(onnx, "nodes_truenodeids").ints![0] = 0),
    "has the child 0"
  ],
  [
    "a node that is not there",
    (onnx) => (attribute(onnx, "nodes_truenodeids").ints![0] = 2 ** 40),
    "leads to node 1099511627776"
  ],
  [
    "missing values to the left",
    (onnx) => (attribute(onnx, "nodes_missing_value_tracks_true").ints![0] = 1),
    "was it changed"
  ]
])("importModel(bytes) refuses an export with %s", (_, change, message) => {
  const bytes = changed(change);
  expect(() => importModel(bytes)).toThrow(ModelError);
  expect(() => importModel(bytes)).toThrow(message);
});

it("importModel(bytes) does not mind metadata of others, or a document", () => {
  const bytes = changed((onnx) => {
    onnx.metadataProps.push({key: "owner", value: "ana"});
    onnx.docString = "ours";
  });
  expect(importModel(bytes).forest).toEqual(small.forest);
});

it("graphOf(forest) says for each branch: below the threshold to the left, NaN to the right", () => {
  const [{attribute: attributes}] = graphOf(usual.forest).node;
  const of = (name: string) => attributes.find((attribute) => attribute.name === name)!;
  const modes = of("nodes_modes").strings!.map((bytes) => new TextDecoder().decode(bytes));
  expect(new Set(modes)).toEqual(new Set(["BRANCH_LT", "LEAF"]));
  expect(new Set(of("nodes_missing_value_tracks_true").ints)).toEqual(new Set([0]));
  const {left, roots} = usual.forest;
  expect(of("nodes_truenodeids").ints![roots[1]]).toBe(left[roots[1]] - roots[1]);
  expect(of("nodes_falsenodeids").ints![roots[1]]).toBe(left[roots[1]] + 1 - roots[1]);
});

it("onnxError(forest) is what the formula says of 100 trees, a longest path of 18.5 and a normalizer of 10.25", () => {
  const forest = {...usual.forest, pathLength: usual.forest.pathLength.slice(), normalizer: 10.25};
  forest.pathLength.fill(1);
  forest.pathLength[forest.feature.indexOf(-1)] = 18.5;
  expect(onnxError(forest)).toBeCloseTo(((0.693147 * 102 * 18.5) / 10.25 + 5) / 16777216, 11);
});
