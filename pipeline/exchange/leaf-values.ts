import {ModelError} from "../../src/core/forest/check.js";
import {attributesOf, readEnsemble} from "./ensemble.js";
import type {EnsembleTree} from "./ensemble.js";
import {ensembleOperator} from "./ensemble-attributes.js";
import {unsupported} from "./graph.js";
import type {Graph} from "./graph.js";
import type {OnnxNode} from "./onnx-messages.js";

/** The values that a graph computes from one tree. */
export interface LeafValues {
  /** The node of the tree. */
  ensemble: OnnxNode;
  tree: EnsembleTree;

  /** The indices of the leaves in the table of the tree. */
  leaves: number[];

  /** The value at each leaf. */
  values: number[];

  /** The output of each LabelEncoder on the way for the leaves. */
  labels: number[][];
}

/** The operators that may stand between a tree and its path length; a file with more is not read. */
const maxSteps = 64;

/**
 * Returns the value of *name*, which depends on exactly one tree, at each of its leaves, as the graph
 * computes it, in double precision. Throws a ModelError if it depends on no tree, on two, on the row
 * otherwise, or on an operator that skl2onnx does not write there.
 */
export function leafValues(graph: Graph, name: string): LeafValues {
  const found: Pick<LeafValues, "labels"> & Partial<LeafValues> = {labels: []};
  const known = new Map<string, number[]>();
  let steps = 0;
  const evaluate = (value: string): number[] => {
    const before = known.get(value);
    if (before) return before;
    const constant = graph.constants.get(value);
    if (constant) return constantOf(graph, value, constant);
    const node = graph.makers.get(value);
    if (!node || ++steps > maxSteps)
      throw unsupported(graph, "the scores are computed in another way");
    const made = node.opType === ensembleOperator ? enter(node) : apply(graph, node, evaluate);
    if (node.opType === "LabelEncoder") found.labels.push(made);
    known.set(value, made);
    return made;
  };
  const enter = (node: OnnxNode): number[] => {
    if (found.ensemble) throw unsupported(graph, "the path lengths of two trees are one");
    const trees = readEnsemble(node);
    if (trees.length !== 1) throw unsupported(graph, `${trees.length} trees are in one operator`);
    const [tree] = trees;
    const leaves = Array.from(tree.left.keys()).filter((i) => tree.left[i] < 0);
    Object.assign(found, {ensemble: node, tree, leaves});
    return leaves.map((leaf) => tree.weight[leaf]);
  };
  const values = evaluate(name);
  const {ensemble, tree, leaves, labels} = found;
  if (!ensemble || !tree || !leaves) throw unsupported(graph, "a path length is of no tree");
  return {ensemble, tree, leaves, values, labels};
}

function constantOf(graph: Graph, name: string, constant: ArrayLike<number>): number[] {
  if (constant.length === 1) return [constant[0]];
  throw unsupported(
    graph,
    `the constant ${JSON.stringify(name.slice(0, 60))} has ${constant.length} values`
  );
}

/** The operators, as functions of the values of their inputs. */
const operators: {[name: string]: (...values: number[]) => number} = {
  Add: (a, b) => a + b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
  Max: (a, b) => Math.max(a, b),
  Equal: (a, b) => Number(a === b),
  Greater: (a, b) => Number(a > b),
  Log: (a) => Math.log(a)
};

function apply(graph: Graph, node: OnnxNode, evaluate: (name: string) => number[]): number[] {
  const {opType = "", input} = node;
  if (opType === "Reshape" || opType === "Cast") return evaluate(input[0]); // nothing here has a fraction to lose
  if (opType === "LabelEncoder") return encode(graph, node, evaluate(input[0]));
  const operator = Object.hasOwn(operators, opType) ? operators[opType] : undefined;
  if (!operator || input.length !== operator.length)
    throw unsupported(
      graph,
      `${JSON.stringify(opType.slice(0, 60))} of ${input.length} values makes a path length`
    );
  const inputs = input.map(evaluate);
  const length = Math.max(...inputs.map((values) => values.length));
  if (inputs.some((values) => values.length !== length && values.length !== 1))
    throw new ModelError(`invalid ONNX: ${opType} of lists of different lengths`);
  return Array.from({length}, (_, i) =>
    operator(...inputs.map((values) => values[values.length === 1 ? 0 : i]))
  );
}

/** Returns the output of a LabelEncoder for integers. */
function encode(graph: Graph, node: OnnxNode, values: number[]): number[] {
  const attributes = attributesOf(node);
  const keys = attributes.get("keys_int64s")?.ints ?? [];
  const labels = attributes.get("values_floats")?.floats ?? [];
  if (keys.length !== labels.length)
    throw unsupported(graph, "a LabelEncoder has other keys than values");
  const of = new Map(keys.map((key, i) => [key, labels[i]]));
  return values.map((value) => {
    const label = of.get(value);
    if (label === undefined) throw new ModelError(`invalid ONNX: no label for the leaf ${value}`);
    return label;
  });
}
