import {ModelError} from "../../src/core/forest/check.js";
import {aboveFloat32} from "../../src/core/forest/float32.js";
import type {OnnxAttribute, OnnxNode} from "./onnx-messages.js";
import {ensembleOperator} from "./ensemble-attributes.js";
import {fault} from "./trees.js";
import type {TreeTable} from "./trees.js";

/** A tree of a TreeEnsembleRegressor. */
export interface EnsembleTree extends TreeTable {
  /** The identity of each node in the file. */
  ids: number[];

  /** The value that each leaf adds to the target; NaN at inner nodes. */
  weight: Float32Array;

  /** The number of nodes that send a missing value to the left. */
  missingLeft: number;
}

/**
 * Reads the trees of a TreeEnsembleRegressor with one target, a sum or mean over the trees, in the order
 * of their ids. Branches may be BRANCH_LT or BRANCH_LEQ; the latter’s thresholds become the least
 * numbers above them, which is exact. Throws a ModelError that names the attribute and its value.
 */
export function readEnsemble(node: OnnxNode): EnsembleTree[] {
  const attributes = attributesOf(node);
  requireText(attributes, "post_transform", ["NONE"]);
  requireText(attributes, "aggregate_function", ["SUM", "AVERAGE"]);
  const targets = attributes.get("n_targets")?.i;
  if (targets !== 1)
    throw new ModelError(`unsupported ONNX: n_targets is ${targets}; a path length is 1`);
  for (const name of attributes.keys()) {
    if (name === "base_values" && attributes.get(name)!.floats!.every((value) => value === 0))
      continue;
    if (!known.has(name))
      throw new ModelError(`unsupported ONNX: the attribute ${brief(name)} of ${ensembleOperator}`);
  }
  const columns = columnsOf(attributes);
  const trees: EnsembleTree[] = [];
  const count = columns.treeIds.length;
  for (let from = 0; from < count;) {
    let to = from + 1;
    while (to < count && columns.treeIds[to] === columns.treeIds[from]) ++to;
    if (from > 0 && !(columns.treeIds[from] > columns.treeIds[from - 1]))
      throw new ModelError(
        `unsupported ONNX: nodes_treeids[${from}] is ${columns.treeIds[from]}; the trees stand in the order of their ids`
      );
    trees.push(treeOf(columns, from, to, trees.length));
    from = to;
  }
  addWeights(attributes, columns, trees);
  return trees;
}

const decoder = new TextDecoder();

const lists = [
  "nodes_treeids",
  "nodes_nodeids",
  "nodes_featureids",
  "nodes_truenodeids",
  "nodes_falsenodeids",
  "nodes_values",
  "nodes_modes"
] as const;

const known: ReadonlySet<string> = new Set([
  ...lists,
  "aggregate_function",
  "n_targets",
  "nodes_hitrates",
  "nodes_missing_value_tracks_true",
  "post_transform",
  "target_ids",
  "target_nodeids",
  "target_treeids",
  "target_weights"
]);

/** The lists of a TreeEnsembleRegressor, all of one length. */
interface Columns {
  treeIds: number[];
  ids: number[];
  features: number[];
  trues: number[];
  falses: number[];
  values: number[];
  modes: string[];
  missing: number[];
}

function columnsOf(attributes: ReadonlyMap<string, OnnxAttribute>): Columns {
  const list = (name: string) => attributes.get(name)?.ints ?? [];
  const columns: Columns = {
    treeIds: list("nodes_treeids"),
    ids: list("nodes_nodeids"),
    features: list("nodes_featureids"),
    trues: list("nodes_truenodeids"),
    falses: list("nodes_falsenodeids"),
    values: attributes.get("nodes_values")?.floats ?? [],
    modes: (attributes.get("nodes_modes")?.strings ?? []).map((bytes) => textOf(bytes)),
    missing: list("nodes_missing_value_tracks_true")
  };
  const {length} = columns.treeIds;
  if (columns.missing.length === 0) columns.missing = new Array<number>(length).fill(0);
  for (const [name, values] of Object.entries(columns)) {
    if (values.length !== length)
      throw new ModelError(
        `invalid ONNX: ${ensembleOperator} has ${values.length} ${name} of ${length} nodes`
      );
  }
  if (length === 0) throw new ModelError(`invalid ONNX: ${ensembleOperator} has no nodes`);
  return columns;
}

function treeOf(columns: Columns, from: number, to: number, t: number): EnsembleTree {
  const n = to - from;
  const ids = columns.ids.slice(from, to);
  const places = new Map(ids.map((id, i) => [id, i]));
  if (places.size !== n) throw fault(t, "two nodes have the same id");
  const tree: EnsembleTree = {
    ids,
    feature: new Int32Array(n).fill(-1),
    threshold: new Float32Array(n),
    left: new Int32Array(n).fill(-1),
    right: new Int32Array(n).fill(-1),
    weight: new Float32Array(n).fill(NaN),
    missingLeft: 0
  };
  for (let i = 0; i < n; ++i) {
    const at = from + i;
    if (columns.modes[at] === "LEAF") continue;
    tree.feature[i] = columnOf(columns.features[at], t, i);
    tree.threshold[i] = thresholdOf(columns.modes[at], columns.values[at], t, i);
    tree.left[i] = placeOf(places, columns.trues[at], t);
    tree.right[i] = placeOf(places, columns.falses[at], t);
    if (columns.missing[at] !== 0) ++tree.missingLeft;
  }
  return tree;
}

function columnOf(feature: number, t: number, i: number): number {
  if (Number.isInteger(feature) && feature >= 0 && feature < 2 ** 15 - 1) return feature;
  throw fault(t, `node ${i} splits on the column ${feature}`);
}

/** Returns below what a value takes the true branch. */
function thresholdOf(mode: string, value: number, t: number, i: number): number {
  const threshold = mode === "BRANCH_LEQ" ? aboveFloat32(value) : value;
  if (mode !== "BRANCH_LEQ" && mode !== "BRANCH_LT") {
    throw new ModelError(
      `unsupported ONNX: a node of the mode ${brief(mode)}; those read are BRANCH_LT, BRANCH_LEQ and LEAF`
    );
  }
  if (!Number.isFinite(threshold)) throw fault(t, `node ${i} has the threshold ${value}`);
  return threshold;
}

function placeOf(places: ReadonlyMap<number, number>, id: number, t: number): number {
  const place = places.get(id);
  if (place === undefined) throw fault(t, `a branch leads to node ${id}, which is not there`);
  return place;
}

/** Fills in what the leaves weigh. */
function addWeights(
  attributes: ReadonlyMap<string, OnnxAttribute>,
  {treeIds}: Columns,
  trees: EnsembleTree[]
): void {
  const targetTrees = attributes.get("target_treeids")?.ints ?? [];
  const targetNodes = attributes.get("target_nodeids")?.ints ?? [];
  const weights = attributes.get("target_weights")?.floats ?? [];
  if (targetNodes.length !== weights.length || targetTrees.length !== weights.length)
    throw new ModelError(
      `invalid ONNX: ${weights.length} target_weights for ${targetNodes.length} leaves`
    );
  const order = new Map([...new Set(treeIds)].map((id, t) => [id, t]));
  const places = trees.map(({ids}) => new Map(ids.map((id, i) => [id, i])));
  weights.forEach((weight, k) => {
    const t = order.get(targetTrees[k]);
    const place = t === undefined ? undefined : places[t].get(targetNodes[k]);
    if (
      t === undefined ||
      place === undefined ||
      trees[t].left[place] >= 0 ||
      !Number.isNaN(trees[t].weight[place])
    )
      throw new ModelError(
        `invalid ONNX: target_nodeids[${k}] is ${targetNodes[k]}, which is no leaf of tree ${targetTrees[k]}, or again`
      );
    trees[t].weight[place] = weight;
  });
  trees.forEach(({left, weight}, t) => {
    const without = left.findIndex((child, i) => child < 0 && !Number.isFinite(weight[i]));
    if (without >= 0) throw fault(t, `leaf ${without} weighs ${weight[without]}`);
  });
}

/** Returns the attributes of *node* by name; throws a ModelError if one stands there twice. */
export function attributesOf(node: OnnxNode): Map<string, OnnxAttribute> {
  const attributes = new Map<string, OnnxAttribute>();
  for (const attribute of node.attribute) {
    const {name = ""} = attribute;
    if (attributes.has(name))
      throw new ModelError(`invalid ONNX: duplicate attribute ${brief(name)}`);
    attributes.set(name, attribute);
  }
  return attributes;
}

function requireText(
  attributes: ReadonlyMap<string, OnnxAttribute>,
  name: string,
  allowed: string[]
): void {
  const bytes = attributes.get(name)?.s;
  const text = bytes ? textOf(bytes) : allowed[0];
  if (!allowed.includes(text))
    throw new ModelError(
      `unsupported ONNX: ${name} is ${brief(text)}; it may be ${allowed.join(" or ")}`
    );
}

function textOf(bytes: Uint8Array): string {
  return decoder.decode(bytes.subarray(0, 200));
}

/** Returns a text of a file as it may stand in a message: one line, at most 60 characters of it. */
export function brief(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
