import {expect, it} from "vitest";
import {importModel} from "../../../pipeline/exchange/import-model.js";
import {decodeOnnx, encodeOnnx} from "../../../pipeline/exchange/onnx-file.js";
import type {OnnxModel, OnnxNode} from "../../../pipeline/exchange/onnx-messages.js";
import {ModelError} from "../../../src/core/forest/check.js";
import {fixture} from "./models.js";

const features = ["bytes", "packets", "duration", "port", "a, b"];

/** Returns forest.onnx with its parts changed. */
function changed(
  change: (onnx: OnnxModel, node: (opType: string) => OnnxNode) => void
): Uint8Array {
  const onnx = decodeOnnx(fixture("forest.onnx"));
  change(onnx, (opType) => onnx.graph!.node.find((node) => node.opType === opType)!);
  return encodeOnnx(onnx);
}

const attribute = (node: OnnxNode, name: string) =>
  node.attribute.find((attribute) => attribute.name === name)!;
const constant = (onnx: OnnxModel, name: string) =>
  onnx.graph!.initializer.find((tensor) => tensor.name === name)!;

function setConstant(onnx: OnnxModel, name: string, value: number): void {
  Object.assign(constant(onnx, name), {floatData: [value], rawData: undefined});
}

it.each<[string, Parameters<typeof changed>[0], string]>([
  [
    "another operator in a path length",
    (_, node) => (node("Log").opType = "Exp"),
    'unsupported ONNX: "Exp" of 1 values makes a path length'
  ],
  [
    "another constant in a path length",
    (onnx) => setConstant(onnx, "eqp_log0_Addcst", 0.6),
    "a leaf of tree 0 has the path length"
  ],
  ["another power", (onnx) => setConstant(onnx, "dec_Powcst", 3), "the score is no power of 2"],
  [
    "another divisor",
    (onnx) => setConstant(onnx, "dec_Divcst", 1e9),
    "divided by 1000000000, which is no 12 × c(n)"
  ],
  ["no power", (_, node) => (node("Pow").opType = "Mul"), "the score is no power of 2"],
  ["an output that is none", (onnx) => (onnx.graph!.output = []), "the score is no output"],
  [
    "a scaler before it",
    (_, node) => (node("Gather").opType = "Scaler"),
    "the input is changed before it reaches the trees"
  ],
  ["another axis", (_, node) => (attribute(node("Gather"), "axis").i = 0), "the input is changed"],
  [
    "columns that are not there",
    (onnx, node) => constant(onnx, node("Gather").input[1]).int64Data!.fill(9),
    "columns that the input does not have"
  ],
  ["two inputs", (onnx) => onnx.graph!.input.push({name: "Y"}), "2 inputs"],
  [
    "functions of its own",
    (onnx) => (onnx.functions = [new Uint8Array(2)]),
    "functions of its own"
  ],
  [
    "data in another file",
    (onnx) => (constant(onnx, "dec_Divcst").dataLocation = 1),
    "is in another file"
  ],
  [
    "two makers of a value",
    (onnx) => onnx.graph!.node.push({...onnx.graph!.node[0]}),
    "two nodes make"
  ],
  [
    "a tree that counts twice",
    (_, node) => (node("Sum").input[1] = node("Sum").input[0]),
    "a tree counts twice"
  ],
  [
    "a branch of another kind",
    (_, node) =>
      (attribute(node("TreeEnsembleRegressor"), "nodes_modes").strings![0] =
        new TextEncoder().encode("BRANCH_GT")),
    'a node of the mode "BRANCH_GT"'
  ],
  [
    "a classifier",
    (_, node) => (node("TreeEnsembleRegressor").opType = "TreeEnsembleClassifier"),
    "TreeEnsembleClassifier"
  ],
  [
    "a logistic end",
    (_, node) =>
      (attribute(node("TreeEnsembleRegressor"), "post_transform").s = new TextEncoder().encode(
        "LOGISTIC"
      )),
    'post_transform is "LOGISTIC"; it may be NONE'
  ],
  [
    "two targets",
    (_, node) => (attribute(node("TreeEnsembleRegressor"), "n_targets").i = 2),
    "n_targets is 2"
  ],
  [
    "an unknown attribute",
    (_, node) => (attribute(node("TreeEnsembleRegressor"), "nodes_hitrates").name = "code"),
    'the attribute "code"'
  ],
  [
    "no label for a leaf",
    (_, node) => (attribute(node("LabelEncoder"), "keys_int64s").ints![0] = 1e6),
    "no label for the leaf"
  ],
  [
    "a short list",
    (_, node) => attribute(node("TreeEnsembleRegressor"), "nodes_values").floats!.pop(),
    "values of"
  ],
  [
    "an endless threshold",
    (_, node) => (attribute(node("TreeEnsembleRegressor"), "nodes_values").floats![0] = Infinity),
    "threshold Infinity"
  ],
  [
    "equal ids",
    (_, node) => (attribute(node("TreeEnsembleRegressor"), "nodes_nodeids").ints![1] = 0),
    "two nodes have the same id"
  ],
  [
    "a weight at a branch",
    (_, node) => (attribute(node("TreeEnsembleRegressor"), "target_nodeids").ints![0] = 0),
    "which is no leaf"
  ]
])("importModel(bytes) refuses a graph with %s, and says what it reads", (_, change, message) => {
  const bytes = changed(change);
  expect(() => importModel(bytes, {features})).toThrow(ModelError);
  expect(() => importModel(bytes, {features})).toThrow(message);
});

it("importModel(bytes) refuses a value that is made of itself, and one made in too many steps", () => {
  const circle = changed((_, node) => (node("Log").input[0] = node("Log").output[0]));
  expect(() => importModel(circle, {features})).toThrow("computed in another way");
  const chain = changed((onnx, node) => {
    const sum = node("Sum");
    const steps = Array.from({length: 50_000}, (_, i) => ({
      input: [i === 0 ? sum.input[0] : `step${i - 1}`],
      output: [`step${i}`],
      opType: "Reshape",
      attribute: []
    }));
    onnx.graph!.node.push(...steps);
    sum.input[0] = "step49999";
  });
  expect(() => importModel(chain, {features})).toThrow("computed in another way");
});
