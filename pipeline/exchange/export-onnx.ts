import {encodeArray} from "../../src/core/forest/arrays.js";
import type {AnyModelFile} from "../../src/core/forest/imported-model.js";
import type {Forest} from "../../src/core/forest/types.js";
import {canonicalJson} from "../../src/core/schema/artifacts.js";
import type {Json} from "../../src/core/schema/artifacts.js";
import {ensembleAttributes, ensembleOperator} from "./ensemble-attributes.js";
import {encodeOnnx} from "./onnx-file.js";
import {elementTypes} from "./onnx-messages.js";
import type {OnnxGraph, OnnxNode, OnnxTensor, OnnxValueInfo} from "./onnx-messages.js";

/** The versions that an exported file asks for: those of ONNX 1.4, which every runtime since 2019 has. */
const versions = {ir: 4, operators: 9, trees: 1};

/** The prefix of the keys of our metadata. */
export const metadataPrefix = "atalaya.";

/** A model file of either kind, with its forest. */
export interface Model {
  file: AnyModelFile;
  forest: Forest;
}

/**
 * Returns *model* as the bytes of an ONNX file. Its input is `input`, single precision, [N, columns];
 * its outputs are `score`, [N, 1], in (0, 1], higher is more anomalous, and `path_length`, [N, 1], in levels.
 * A score differs from ours by at most `onnxError`. What the graph cannot hold (names, training, path
 * lengths in double precision) is in the metadata, so that the import gives the very model back. Equal
 * models have equal bytes.
 */
export function modelToOnnx(model: Model): Uint8Array {
  return encodeOnnx({
    irVersion: versions.ir,
    producerName: "atalaya",
    modelVersion: 1,
    docString: `An isolation forest: score = 2^(-path_length / normalizer), higher is more anomalous. Columns of input, in order: ${model.file.features.join(", ")}`,
    graph: graphOf(model.forest),
    opsetImport: [
      {domain: "", version: versions.operators},
      {domain: "ai.onnx.ml", version: versions.trees}
    ],
    metadataProps: metadataOf(model)
  });
}

/**
 * Returns by how much a score of the exported file, computed in single precision, may at most differ
 * from ours: 8e-6 for 100 trees of 256 rows; it grows with the trees, whose path lengths are added. With
 * u = 2⁻²⁴, T trees and the longest path L: a leaf is rounded by uL, the sum of T by T·uL at the mean,
 * and the mean and the normalizer once more each; 2^(−h/c) has the slope ln 2 / c at most.
 *
 * Higham, “Accuracy and Stability of Numerical Algorithms”, 2nd edition, section 4.2.
 */
export function onnxError({roots, pathLength, feature, normalizer}: Forest): number {
  let longest = 0;
  pathLength.forEach((length, node) => {
    if (feature[node] < 0) longest = Math.max(longest, length);
  });
  return ((Math.LN2 * (roots.length + 2) * longest) / normalizer + 5) * 2 ** -24;
}

/** Returns the graph of a forest: its trees, then 2^(−h / c) by operators that every runtime has. */
export function graphOf(forest: Forest): OnnxGraph {
  return {
    node: [
      {
        ...step(ensembleOperator, ["input"], "path_length"),
        domain: "ai.onnx.ml",
        attribute: ensembleAttributes(forest)
      },
      step("Div", ["path_length", "normalizer"], "levels"),
      step("Neg", ["levels"], "exponent"),
      step("Pow", ["two", "exponent"], "score")
    ],
    name: "isolation_forest",
    initializer: [constant("normalizer", forest.normalizer), constant("two", 2)],
    input: [table("input", forest.columns)],
    output: [table("score", 1), table("path_length", 1)]
  };
}

function step(opType: string, input: string[], output: string): OnnxNode {
  return {input, output: [output], name: output, opType, attribute: []};
}

function constant(name: string, value: number): OnnxTensor {
  return {dims: [1], dataType: elementTypes.float, floatData: [value], name};
}

function table(name: string, columns: number): OnnxValueInfo {
  const shape = {dim: [{dimParam: "N"}, {dimValue: columns}]};
  return {name, type: {tensorType: {elemType: elementTypes.float, shape}}};
}

/** Returns what the graph does not say, by key: the fields of the model file as JSON, arrays as base64. */
function metadataOf({file, forest}: Model): {key: string; value: string}[] {
  const {forest: _, format, ...head} = file;
  const entries: [string, string][] = [
    ["format", format],
    ...Object.entries(head).map(([name, value]): [string, string] => [
      name,
      canonicalJson(value as Json)
    ]),
    ["normalizer", String(forest.normalizer)],
    ["path_length", encodeArray(forest.pathLength, "float64")],
    ["size", encodeArray(forest.size, "uint32")]
  ];
  return entries
    .map(([key, value]) => ({key: `${metadataPrefix}${key}`, value}))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}
