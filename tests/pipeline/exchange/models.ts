import {readFileSync} from "node:fs";
import {InferenceSession, Tensor} from "onnxruntime-node";
import type {Model} from "../../../pipeline/exchange/export-onnx.js";
import {growForest} from "../../../src/core/forest/grow.js";
import type {ForestOptions} from "../../../src/core/forest/grow.js";
import {seeded} from "../../../src/core/forest/random.js";
import {encodeForest} from "../../../src/core/forest/serialize.js";
import type {Forest, Matrix} from "../../../src/core/forest/types.js";
import {normalMatrix} from "../../core/forest/fixtures.js";

/** Returns the bytes of a fixture of model exchange. */
export function fixture(name: string): Uint8Array {
  return readFileSync(new URL(`../../fixtures/exchange/${name}`, import.meta.url));
}

/** What make.py wrote: rows, and what scikit-learn and onnxruntime make of them. */
export interface Reference {
  rows: number[][];
  forest: number[];
  forest_offset: number;
  forest_decision_onnx: number[];
  subset: number[];
  bootstrap: number[];
  bootstrap_decision_onnx: number[];
}

/** Returns the model file of a run around *forest*. */
export function modelAround(forest: Forest): Model {
  const features = Array.from({length: forest.columns}, (_, j) => `feature ${j}`);
  return {
    forest,
    file: {
      format: "atalaya-model/1",
      name: "isolation-forest",
      parameters: {trees: forest.roots.length, seed: 42},
      features,
      training: {
        silver: "ab".repeat(32),
        from: "2024-04-19T00:00:00Z",
        until: "2024-04-20T12:00:00.000001Z",
        windowRows: 4000,
        rows: 3000
      },
      profile: {quantiles: [0, 0.5, 1], values: features.map((_, j) => [-1 - j, 0.1, 7])},
      forest: encodeForest(forest)
    }
  };
}

/** Returns a model grown on normal values. */
export function grownModel(columns: number, options: ForestOptions): Model {
  return modelAround(growForest(normalMatrix(3000, columns), options));
}

/**
 * Returns *rows* rows to score *forest* with: normal values, and among them, one in four, a threshold of
 * the forest, its neighbours, NaN and both infinities.
 */
export function hardRows(forest: Forest, rows: number, seed: number): Matrix {
  const random = seeded(seed);
  const {values} = normalMatrix(rows, forest.columns, seed);
  const inner = Array.from(forest.feature.keys()).filter((node) => forest.feature[node] >= 0);
  const pick = () => inner[Math.floor(random() * inner.length)];
  for (let i = 0; i < rows; ++i) {
    if (random() < 0.75 || inner.length === 0) continue;
    const node = pick();
    const threshold = forest.threshold[node];
    const hard = [
      threshold,
      threshold,
      threshold * (1 - 2 ** -23),
      threshold * (1 + 2 ** -23),
      NaN
    ];
    const all = [...hard, Infinity, -Infinity, -0];
    values[i * forest.columns + forest.feature[node]] = all[Math.floor(random() * all.length)];
  }
  return {rows, columns: forest.columns, values};
}

/** Returns the outputs that onnxruntime computes of *bytes* for the rows of *matrix*, by name. */
export async function runOnnx(
  bytes: Uint8Array,
  {rows, columns, values}: Matrix,
  input = "input"
): Promise<{[name: string]: number[]}> {
  const session = await InferenceSession.create(bytes, {logSeverityLevel: 3});
  const outputs = await session.run({[input]: new Tensor("float32", values, [rows, columns])});
  return Object.fromEntries(
    Object.entries(outputs).map(([name, {data}]) => [name, Array.from(data, Number)])
  );
}
