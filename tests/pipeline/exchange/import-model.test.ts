import {expect, it} from "vitest";
import {importModel} from "../../../pipeline/exchange/import-model.js";
import {ModelError} from "../../../src/core/forest/check.js";
import {anyModelToJson} from "../../../src/core/forest/imported-model.js";
import {scoreMatrix} from "../../../src/core/forest/score.js";
import {scorer} from "../../../src/core/forest/scorer.js";
import {matrixOf} from "../../core/forest/fixtures.js";
import {fixture, runOnnx} from "./models.js";
import type {Reference} from "./models.js";

const text = (name: string) => new TextDecoder().decode(fixture(name));
const reference = JSON.parse(text("scores.json")) as Reference;
const rows = matrixOf(reference.rows);
const features = ["bytes", "packets", "duration", "port", "a, b"];
const dump = JSON.parse(text("forest.dump.json")) as Dump;

/** A dump, as far as the tests change it. */
interface Dump {
  [name: string]: unknown;
  trees: {[name: string]: number[]}[];
}

function worstDifference(actual: ArrayLike<number>, expected: number[]): number {
  expect(actual.length).toBe(expected.length);
  return Math.max(...expected.map((value, i) => Math.abs(value - actual[i])));
}

it.each<[string, number[]]>([
  ["forest.dump.json", reference.forest],
  ["subset.dump.json", reference.subset],
  ["forest.onnx", reference.forest],
  ["bootstrap.onnx", reference.bootstrap]
])(
  "importModel(%s) gives scikit-learn’s −score_samples to 1e-12, on thresholds and beside them",
  (name, expected) => {
    const {forest} = importModel(fixture(name), {features});
    expect(worstDifference(scoreMatrix(forest, rows), expected)).toBeLessThan(1e-12);
    expect(worstDifference(scorer(forest)(rows), expected)).toBeLessThan(1e-12);
  }
);

it.each<[string, number[]]>([
  ["forest.onnx", reference.forest_decision_onnx],
  ["bootstrap.onnx", reference.bootstrap_decision_onnx]
])(
  "importModel(%s) scores as onnxruntime does, within 1e-6: −decision − offset",
  async (name, expected) => {
    const {file, forest} = importModel(fixture(name), {features});
    const offset = file.parameters.offset as number;
    const scores = Array.from(scoreMatrix(forest, rows));
    const ofScore = (decisions: number[]) => decisions.map((decision) => -decision - offset);
    expect(worstDifference(scores, ofScore(expected))).toBeLessThan(1e-6);
    const {scores: here} = await runOnnx(fixture(name), rows, "X");
    expect(worstDifference(scores, ofScore(here))).toBeLessThan(1e-6);
  }
);

it("importModel(…) makes the same forest of the ONNX file and of the dump, but for what ONNX rounds", () => {
  const onnx = importModel(fixture("forest.onnx"), {features});
  const json = importModel(fixture("forest.dump.json"), {features});
  expect(onnx.forest).toEqual(json.forest);
  expect(json.file.parameters).toEqual({
    trees: 12,
    sampleSize: 64,
    offset: reference.forest_offset,
    contamination: 0.1
  });
  expect(onnx.file.parameters.offset).toBe(Math.fround(reference.forest_offset));
  expect(onnx.file).toMatchObject({
    format: "atalaya-imported-model/1",
    name: "imported-isolation-forest",
    features,
    source: {format: "onnx", producer: "skl2onnx 1.20.0", missingLeft: 0}
  });
  expect(json.file).toMatchObject({
    source: {format: "scikit-learn-isolation-forest/1", producer: "scikit-learn 1.9.1"}
  });
});

it("importModel(…) takes the rows that were drawn with replacement from the divisor, not from the leaves", () => {
  const {file, forest} = importModel(fixture("bootstrap.onnx"), {features});
  expect(file.parameters).toMatchObject({trees: 5, sampleSize: 48});
  expect(forest.size[0]).toBeLessThan(48);
});

it("importModel(…) counts the nodes that send a missing value left, by hand from the dump", () => {
  let left = 0;
  for (const tree of dump.trees)
    tree.children_left.forEach((child, i) => (left += child >= 0 ? tree.missing_go_to_left[i] : 0));
  expect(left).toBeGreaterThan(0);
  expect(importModel(fixture("forest.dump.json"), {features}).file).toMatchObject({
    source: {missingLeft: left}
  });
});

it("importModel(bytes) gives equal bytes equal models, with names from the file or as told", () => {
  const once = importModel(fixture("subset.dump.json"));
  expect(once.file.features).toEqual(features);
  expect(anyModelToJson(importModel(fixture("subset.dump.json")).file)).toBe(
    anyModelToJson(once.file)
  );
  const told = importModel(fixture("subset.dump.json"), {features: ["a", "b", "c", "d", "e"]});
  expect(told.file.features).toEqual(["a", "b", "c", "d", "e"]);
});

const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

/** Returns the dump with its first tree changed, as bytes. */
function withTree(change: (tree: {[name: string]: unknown}) => void): Uint8Array {
  const copy = structuredClone(dump);
  change(copy.trees[0]);
  return bytesOf(copy);
}

const at = (name: string, i: number, value: unknown) =>
  withTree((tree) => ((tree[name] as unknown[])[i] = value));

it.each<[string, Uint8Array, string]>([
  ["nothing", new Uint8Array(0), "it has no graph"],
  ["half a dump", fixture("forest.dump.json").subarray(0, 5000), "not JSON"],
  ["a text", new TextEncoder().encode("hello"), "invalid ONNX"],
  [
    "another JSON",
    bytesOf({a: 1}),
    "unsupported JSON: format is undefined; the one read is scikit-learn"
  ],
  ["a model file", bytesOf({format: "atalaya-model/1"}), "nothing to import"],
  ["no names", bytesOf({...dump}), "missing feature names"],
  ["two names for five", bytesOf({...dump, features: ["a", "b"]}), "the number of features is 2"],
  [
    "names that are none",
    bytesOf({...dump, features: [1, 2, 3, 4, 5]}),
    "features is an array of 5"
  ],
  ["equal names", bytesOf({...dump, features: ["a", "a", "b", "c", "d"]}), "duplicates"],
  ["no trees", bytesOf({...dump, trees: []}), "trees is an array of 0"],
  ["trees that are none", bytesOf({...dump, trees: [null]}), "trees[0] is null"],
  ["an endless number of columns", bytesOf({...dump, columns: 1e9}), "columns is 1000000000"],
  ["a sample of one row", bytesOf({...dump, features, max_samples: 1}), "the sample size is 1"],
  ["no offset", bytesOf({...dump, offset: null}), "offset is null"],
  ["a contamination of code", bytesOf({...dump, contamination: {}}), "contamination is an object"],
  ["no version", bytesOf({...dump, version: 3}), "version is 3"],
  [
    "a list that is a text",
    withTree((tree) => (tree.threshold = "x")),
    'trees[0].threshold is "x"'
  ],
  ["a text in a list", at("threshold", 0, "1"), 'trees[0].threshold[0] is "1"'],
  [
    "a short list",
    withTree((tree) => (tree.feature as number[]).pop()),
    "length of trees[0].feature"
  ],
  ["no threshold", at("threshold", 0, null), "trees[0].threshold[0] is null"],
  ["a threshold beyond all values", at("threshold", 0, 1e39), "threshold 1e+39"],
  ["a child beyond the end", at("children_left", 0, 1e6), "node 0 has the child 1000000"],
  ["half a child", at("children_left", 0, 1.5), "node 0 has the child 1.5"],
  ["a circle", at("children_left", 1, 0), "has the child 0"],
  ["two parents", at("children_right", 0, 1), "two parents"],
  ["a child without its sibling", at("children_right", 0, -1), "node 0 has the child -1"],
  ["a column beyond the tree’s", at("feature", 0, 5), "node 0 splits on the column 5"],
  [
    "a column with the name of something inherited",
    withTree((tree) => ((tree.feature as unknown[])[0] = -2)),
    "splits on the column -2"
  ],
  ["a leaf without rows", at("n_node_samples", 0, 0), "node 0 has 0 training rows"],
  [
    "rows that do not add up",
    at("n_node_samples", 0, 65),
    "node 0 has 65 training rows, and its children 64"
  ],
  [
    "columns of a tree that are not there",
    withTree((tree) => (tree.features = [0, 9])),
    "trees[0].features"
  ]
])("importModel(bytes) refuses a dump with %s", (_, bytes, message) => {
  expect(() => importModel(bytes)).toThrow(ModelError);
  expect(() => importModel(bytes)).toThrow(message);
});

it("importModel(bytes) says how many names are missing, or too many", () => {
  expect(() => importModel(fixture("forest.onnx"))).toThrow(
    "missing feature names: the file names none for its 5 columns; give them with --features, in their order"
  );
  expect(() => importModel(fixture("forest.onnx"), {features: ["a"]})).toThrow(
    "invalid features: 1 names (a) for 5 columns"
  );
});
