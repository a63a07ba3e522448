import type {Forest} from "../../src/core/forest/types.js";
import {attributeTypes} from "./onnx-messages.js";
import type {OnnxAttribute} from "./onnx-messages.js";

/** The operator of a forest; ai.onnx.ml, version 1. */
export const ensembleOperator = "TreeEnsembleRegressor";

const encoder = new TextEncoder();

/**
 * Returns the attributes of a TreeEnsembleRegressor that gives the mean path length of *forest*: the
 * node ids count from the root of each tree, a value below the threshold takes the true branch, and NaN
 * the false one. Path lengths are rounded to single precision, all that the operator holds.
 */
export function ensembleAttributes(forest: Forest): OnnxAttribute[] {
  const tree = treeOfNodes(forest);
  return [
    text("aggregate_function", "AVERAGE"),
    {name: "n_targets", i: 1, type: attributeTypes.int},
    ...nodeAttributes(forest, tree),
    text("post_transform", "NONE"),
    ...targetAttributes(forest, tree)
  ];
}

/** Returns the tree of each node. */
function treeOfNodes({roots, feature}: Forest): Int32Array {
  const tree = new Int32Array(feature.length);
  roots.forEach((root, t) => tree.fill(t, root, roots[t + 1] ?? feature.length));
  return tree;
}

function nodeAttributes(forest: Forest, tree: Int32Array): OnnxAttribute[] {
  const {roots, feature, threshold, left} = forest;
  const ids = tree.map((t, node) => node - roots[t]);
  const modes = ["LEAF", "BRANCH_LT"].map((mode) => encoder.encode(mode));
  const branches = (step: number) =>
    Array.from(left, (child) => (child === 0 ? 0 : ids[child] + step));
  return [
    ints("nodes_falsenodeids", branches(1)),
    ints(
      "nodes_featureids",
      Array.from(feature, (column) => Math.max(0, column))
    ),
    ints(
      "nodes_missing_value_tracks_true",
      Array.from(feature, () => 0)
    ),
    {
      name: "nodes_modes",
      strings: Array.from(feature, (column) => modes[column < 0 ? 0 : 1]),
      type: attributeTypes.strings
    },
    ints("nodes_nodeids", Array.from(ids)),
    ints("nodes_treeids", Array.from(tree)),
    ints("nodes_truenodeids", branches(0)),
    floats("nodes_values", Array.from(threshold))
  ];
}

function targetAttributes({roots, feature, pathLength}: Forest, tree: Int32Array): OnnxAttribute[] {
  const leaves = Array.from(feature.keys()).filter((node) => feature[node] < 0);
  const of = (value: (node: number) => number) => leaves.map(value);
  return [
    ints(
      "target_ids",
      of(() => 0)
    ),
    ints(
      "target_nodeids",
      of((node) => node - roots[tree[node]])
    ),
    ints(
      "target_treeids",
      of((node) => tree[node])
    ),
    floats(
      "target_weights",
      of((node) => pathLength[node])
    )
  ];
}

function text(name: string, value: string): OnnxAttribute {
  return {name, s: encoder.encode(value), type: attributeTypes.string};
}

function ints(name: string, values: number[]): OnnxAttribute {
  return {name, ints: values, type: attributeTypes.ints};
}

function floats(name: string, values: number[]): OnnxAttribute {
  return {name, floats: values, type: attributeTypes.floats};
}
