import {readFileSync} from "node:fs";
import {expect, it} from "vitest";
import {toBase64} from "../../../src/core/forest/base64.js";
import {ModelError} from "../../../src/core/forest/check.js";
import {explain} from "../../../src/core/forest/explain.js";
import {growForest} from "../../../src/core/forest/grow.js";
import {seeded} from "../../../src/core/forest/random.js";
import {scoreMatrix} from "../../../src/core/forest/score.js";
import {encodeForest, modelToJson, parseModel} from "../../../src/core/forest/serialize.js";
import type {Forest} from "../../../src/core/forest/types.js";
import {walk} from "../../../src/core/forest/walk.js";
import type {ModelFile} from "../../../src/core/schema/models.js";
import {fixtureMatrix, normalMatrix} from "./fixtures.js";

const matrix = normalMatrix(300, 3);
const forest = growForest(matrix, {trees: 5, sampleSize: 32, seed: 42});

function modelOf(inner: Forest): ModelFile {
  return {
    format: "atalaya-model/1",
    name: "isolation-forest",
    parameters: {trees: 5, sampleSize: 32, seed: 42},
    features: ["a", "b", "c"],
    training: {
      silver: "0".repeat(64),
      from: "2024-04-19T00:00:00Z",
      until: "2024-04-20T12:00:00.000001Z",
      windowRows: 400,
      rows: 300
    },
    profile: {
      quantiles: [0, 0.5, 1],
      values: [
        [-1, 0, 1],
        [-2, 0, 2],
        [0, 0, 0]
      ]
    },
    forest: encodeForest(inner)
  };
}

/** Returns the forest with one element of one array changed, as a model file. */
function altered(
  name: "roots" | "feature" | "threshold" | "left" | "pathLength" | "size",
  index: number,
  value: number
): ModelFile {
  const array = forest[name].slice();
  array[index] = value;
  return modelOf({...forest, [name]: array});
}

const text = modelToJson(modelOf(forest));
const leaf = forest.feature.indexOf(-1);

it("parseModel(modelToJson(file)) is the same file and the same forest", () => {
  for (const input of [text, JSON.parse(text) as unknown]) {
    const read = parseModel(input);
    expect(read.forest).toEqual(forest);
    expect(read.file).toEqual(modelOf(forest));
    expect(modelToJson(read.file)).toBe(text);
  }
});

it("modelToJson(file) writes arrays as little-endian bytes, and names in ascending order", () => {
  expect(modelOf(forest).forest.roots.slice(0, 8)).toBe(
    Buffer.from(Uint32Array.of(0, forest.roots[1]).buffer).toString("base64").slice(0, 8)
  );
  expect(toBase64(Uint8Array.of(1, 0, 0, 0))).toBe(
    encodeForest({...forest, roots: Uint32Array.of(1)}).roots
  );
  expect(Object.keys(JSON.parse(text) as object)).toEqual([
    "features",
    "forest",
    "format",
    "name",
    "parameters",
    "profile",
    "training"
  ]);
});

it("modelToJson(file) refuses what parseModel would refuse", () => {
  expect(() => modelToJson({...modelOf(forest), features: ["a", "b"]})).toThrow(ModelError);
  expect(() => modelToJson(altered("threshold", 0, NaN))).toThrow("forest.threshold[0] is NaN");
});

it.each<[string, unknown, string]>([
  ["nothing", undefined, "the file is undefined"],
  ["an empty text", "", "not JSON"],
  ["half a file", text.slice(0, text.length / 2), "not JSON"],
  ["an array", [], "the file is an array of 0"],
  [
    "another version",
    {...modelOf(forest), format: "atalaya-model/2"},
    'format is "atalaya-model/2"'
  ],
  ["a missing field", {...modelOf(forest), profile: undefined}, "profile is undefined"],
  ["an unknown field", {...modelOf(forest), code: "x"}, 'an unknown field of the file is "code"'],
  ["too few features", {...modelOf(forest), features: ["a"]}, "the number of features is 1"],
  ["equal features", {...modelOf(forest), features: ["a", "b", "a"]}, "features, with duplicates"],
  ["an endless name", {...modelOf(forest), name: "x".repeat(1e6)}, 'name is "xxx'],
  [
    "no digest",
    {...modelOf(forest), training: {...modelOf(forest).training, silver: "<b>"}},
    "training.silver"
  ],
  [
    "no date",
    {...modelOf(forest), training: {...modelOf(forest).training, from: "now"}},
    "training.from"
  ],
  [
    "more rows than the window",
    {...modelOf(forest), training: {...modelOf(forest).training, rows: 401}},
    "training.rows is 401"
  ],
  [
    "descending quantiles",
    {...modelOf(forest), profile: {quantiles: [1, 0, 1], values: []}},
    "profile.quantiles"
  ],
  [
    "a short profile",
    {...modelOf(forest), profile: {quantiles: [0], values: [[0], [0]]}},
    "profile.values"
  ],
  [
    "deep parameters",
    {
      ...modelOf(forest),
      parameters: JSON.parse('{"a":'.repeat(20) + "1" + "}".repeat(20)) as unknown
    },
    "parameters"
  ],
  ["a normalizer of 0", modelOf({...forest, normalizer: 0}), "forest.normalizer is 0"],
  ["no trees", modelOf({...forest, roots: new Uint32Array(0)}), "trees is 0"],
  [
    "arrays of other lengths",
    modelOf({...forest, size: forest.size.slice(1)}),
    "length of forest.size"
  ],
  [
    "no base64",
    {...modelOf(forest), forest: {...modelOf(forest).forest, left: "!!!!"}},
    "not base64"
  ],
  [
    "half an element",
    {...modelOf(forest), forest: {...modelOf(forest).forest, left: "AAAA"}},
    "bytes of forest.left is 3"
  ],
  ["a walk in a circle", altered("left", 0, 0), "forest.left[0] is 0"],
  ["a child before its parent", altered("left", forest.left[0], 1), "forest.left"],
  ["a child in another tree", altered("left", 0, forest.roots[1]), "forest.left[0]"],
  ["a child beyond the end", altered("left", 0, 4e9), "forest.left[0] is 4000000000"],
  ["a right child beyond the tree", altered("left", 0, forest.roots[1] - 1), "forest.left[0]"],
  ["a leaf with children", altered("left", leaf, leaf + 1), `forest.left[${leaf}]`],
  ["an unknown column", altered("feature", 0, 3), "forest.feature[0] is 3"],
  ["a negative column", altered("feature", 0, -2), "forest.feature[0] is -2"],
  ["a threshold without end", altered("threshold", 0, Infinity), "forest.threshold[0] is Infinity"],
  ["a negative path", altered("pathLength", leaf, -1), `forest.pathLength[${leaf}] is -1`],
  ["sizes that do not add up", altered("size", 0, 31), "forest.size[0] is 31"],
  ["roots out of order", altered("roots", 1, forest.roots[2]), "forest.roots[1]"],
  ["a first root elsewhere", altered("roots", 0, 1), "forest.roots[0] is 1"]
])("parseModel(…) refuses %s", (_, input, message) => {
  expect(() => parseModel(input)).toThrow(ModelError);
  expect(() => parseModel(input)).toThrow(message);
});

it("parseModel(…) refuses a tree that is deeper than any that is grown", () => {
  const nodes = 2 * 100 + 1; // a chain: each right child splits again
  const inner = (i: number) => i % 2 === 0 && i < nodes - 1;
  const of = (value: (i: number) => number) => Array.from({length: nodes}, (_, i) => value(i));
  const chain: Forest = {
    roots: Uint32Array.of(0),
    feature: Int16Array.from(of((i) => (inner(i) ? 0 : -1))),
    threshold: new Float32Array(nodes),
    left: Uint32Array.from(of((i) => (inner(i) ? i + 1 : 0))),
    pathLength: new Float64Array(nodes),
    size: Uint32Array.from(of((i) => (i % 2 ? 1 : (nodes - i + 1) / 2))),
    normalizer: 1,
    columns: 3
  };
  expect(() => parseModel(modelOf(chain))).toThrow("forest.left[128] is 129");
});

/** A damaged model may be read only if nothing it is used for can go wrong. */
function bear(input: unknown): "refused" | "read" {
  try {
    const {forest} = parseModel(input);
    const rows = {rows: 4, columns: forest.columns, values: new Float32Array(4 * forest.columns)};
    rows.values
      .fill(NaN, forest.columns)
      .fill(9, 2 * forest.columns)
      .fill(-9, 3 * forest.columns);
    for (const score of scoreMatrix(forest, rows)) expect(score >= 0 && score <= 1).toBe(true);
    const row = rows.values.subarray(0, forest.columns);
    for (let t = 0; t < forest.roots.length; ++t)
      expect(walk(forest, t, row).length).toBeLessThanOrEqual(64);
    expect(explain(forest, row).contributions).toHaveLength(forest.columns);
    return "read";
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return "refused";
  }
}

it("parseModel(text) bears any byte of the text being another: refused, or every walk ends", () => {
  const random = seeded(2026);
  const outcomes = {refused: 0, read: 0};
  for (let i = 0; i < 3000; ++i) {
    const at = Math.floor(random() * text.length);
    const byte = String.fromCharCode(Math.floor(random() * 256));
    ++outcomes[bear(text.slice(0, at) + byte + text.slice(at + 1))];
  }
  expect(outcomes.refused).toBeGreaterThan(500);
  expect(outcomes.read).toBeGreaterThan(100); // e.g. another finite threshold
});

it("parseModel(text) bears any bits of the arrays being others", () => {
  const random = seeded(2027);
  const names = ["roots", "feature", "threshold", "left", "pathLength", "size"] as const;
  const outcomes = {refused: 0, read: 0};
  for (let i = 0; i < 3000; ++i) {
    const file = modelOf(forest);
    const name = names[i % names.length];
    const bytes = Buffer.from(file.forest[name], "base64");
    bytes[Math.floor(random() * bytes.length)] ^= 1 << Math.floor(random() * 8);
    file.forest[name] = bytes.toString("base64");
    ++outcomes[bear(file)];
  }
  expect(outcomes.refused).toBeGreaterThan(1500); // structure; of thresholds most may change
  expect(outcomes.read).toBeGreaterThan(100);
});

it("parseModel(text) refuses the text cut anywhere", () => {
  const random = seeded(2028);
  for (let i = 0; i < 500; ++i) {
    expect(bear(text.slice(0, Math.floor(random() * text.length)))).toBe("refused");
  }
});

it("parseModel(text) still reads the model of version 1, and growForest still grows its bytes", () => {
  const saved = new URL("../../fixtures/forest/model-1.json", import.meta.url);
  const read = parseModel(readFileSync(saved, "utf8"));
  expect(read.forest).toEqual(growForest(fixtureMatrix(), {trees: 4, sampleSize: 16, seed: 42}));
});
