import {ModelError} from "../../src/core/forest/check.js";
import type {Forest} from "../../src/core/forest/types.js";
import {attributesOf} from "./ensemble.js";
import {indexGraph, unsupported} from "./graph.js";
import type {Graph} from "./graph.js";
import {leafValues} from "./leaf-values.js";
import {elementTypes} from "./onnx-messages.js";
import type {OnnxModel, OnnxNode} from "./onnx-messages.js";
import {scikitAveragePathLength, scikitForest} from "./scikit-learn.js";
import type {ScikitTree} from "./scikit-learn.js";
import {layOutTrees} from "./trees.js";

/** A forest of scikit-learn, and what else is known of it. */
export interface ScikitModel {
  forest: Forest;

  /** The rows that each tree was grown on. */
  sampleSize: number;

  /** The offset that scikit-learn adds to its scores: a row is an outlier if our score is above −offset. */
  offset: number | null;

  /** The nodes that send a missing value to the left. */
  missingLeft: number;
}

/** By how much a path length of the file, in single precision, may differ from the formula, in levels. */
const tolerance = 1e-5;

/**
 * Reads an IsolationForest of scikit-learn as skl2onnx 1.20 writes it: a tree each in an operator that
 * gives the leaf, tables of the leaf’s depth and rows, and c(rows) computed by some twenty operators a
 * tree. These are evaluated at every leaf and must give depth + c(rows); the forest then takes that in
 * double precision. Throws a ModelError that names what was found instead.
 */
export function readSkl2onnx(model: OnnxModel): ScikitModel {
  const graph = indexGraph(model);
  const {lengths, divisor, offset} = readScore(graph);
  const seen = new Set<OnnxNode>();
  const trees = lengths.map((name, t) => {
    const {ensemble, tree} = readTree(graph, name, t);
    if (seen.has(ensemble)) throw unsupported(graph, "a tree counts twice");
    seen.add(ensemble);
    return tree;
  });
  const sampleSize = sampleSizeOf(divisor, trees);
  return {
    forest: scikitForest(trees, sampleSize, graph.columns),
    sampleSize,
    offset,
    missingLeft: trees.reduce((sum, tree) => sum + tree.missingLeft, 0)
  };
}

/** Reads the end of the graph: −2^(−sum of path lengths / divisor) − offset. */
function readScore(graph: Graph): {lengths: string[]; divisor: number; offset: number | null} {
  const nodes = new Set(graph.makers.values());
  const powers = [...nodes].filter(({opType}) => opType === "Pow");
  if (powers.length !== 1 || scalar(graph, powers[0].input[0]) !== 2)
    throw unsupported(graph, "the score is no power of 2");
  const [power] = powers;
  const negated = [...nodes].find(
    ({opType, input}) => opType === "Neg" && input[0] === power.output[0]
  );
  const shifted = [...nodes].find(
    ({opType, input}) => opType === "Add" && negated && input[0] === negated.output[0]
  );
  const ends = [negated, shifted].flatMap((node) => node?.output ?? []);
  if (!ends.some((name) => graph.outputs.includes(name)))
    throw unsupported(graph, "the score is no output");
  const exponent = makerOf(graph, power.input[1], "Neg");
  const quotient = makerOf(graph, exponent.input[0], "Div");
  const divisor = scalar(graph, quotient.input[1]);
  const {input: lengths} = makerOf(graph, quotient.input[0], "Sum");
  const added = shifted && scalar(graph, shifted.input[1]);
  return {lengths, divisor: divisor ?? NaN, offset: added === undefined ? null : -added};
}

function makerOf(graph: Graph, name: string, opType: string): OnnxNode {
  const node = graph.makers.get(name);
  if (node?.opType === opType) return node;
  throw unsupported(
    graph,
    `the score is made by ${JSON.stringify(node?.opType?.slice(0, 60) ?? "nothing")} where ${opType} is expected`
  );
}

function scalar({constants}: Graph, name: string): number | undefined {
  const values = constants.get(name);
  return values?.length === 1 ? values[0] : undefined;
}

function readTree(
  graph: Graph,
  name: string,
  t: number
): {ensemble: OnnxNode; tree: ScikitTree & {missingLeft: number}} {
  const {ensemble, tree, leaves, values, labels} = leafValues(graph, name);
  const features = columnsOf(graph, ensemble);
  const {origin, depth} = layOutTrees([tree]);
  const depths = new Uint8Array(depth.length);
  origin.forEach((node, i) => (depths[node] = depth[i]));
  const isDepth = (label: number[]) => label.every((value, i) => value === depths[leaves[i]] + 1);
  const rows = labels.find((label) => !isDepth(label)) ?? labels[1]; // a tree may have 2 rows at depth 1
  if (labels.length !== 2 || !labels.some(isDepth))
    throw unsupported(graph, `tree ${t} has no depths and rows of its leaves`);
  const size = new Float64Array(depths.length);
  leaves.forEach((leaf, i) => {
    size[leaf] = rows[i];
    const length = depths[leaf] + scikitAveragePathLength(rows[i]);
    if (!(Math.abs(values[i] - length) <= tolerance))
      throw unsupported(
        graph,
        `a leaf of tree ${t} has the path length ${values[i]}, not ${length}`
      );
  });
  const feature = tree.feature.map((column) => (column < 0 ? -1 : (features[column] ?? -2)));
  if (feature.includes(-2))
    throw new ModelError(`invalid ONNX: tree ${t} splits on a column that it is not given`);
  return {ensemble, tree: {...tree, feature, size}};
}

/** Returns the columns of the input that a tree is given, in its order. */
function columnsOf(graph: Graph, ensemble: OnnxNode): number[] {
  const maker = graph.makers.get(ensemble.input[0]);
  const gather = maker?.opType === "Gather" ? maker : undefined;
  const axis = gather ? (attributesOf(gather).get("axis")?.i ?? 0) : 1;
  const source = gather ? gather.input[0] : ensemble.input[0];
  const cast = graph.makers.get(source);
  const isCast = cast?.opType === "Cast" && attributesOf(cast).get("to")?.i === elementTypes.float;
  if (axis !== 1 || (isCast ? cast.input[0] : source) !== graph.input)
    throw unsupported(graph, "the input is changed before it reaches the trees");
  const all = Array.from({length: graph.columns}, (_, column) => column);
  const chosen = gather ? Array.from(graph.constants.get(gather.input[1]) ?? []) : all;
  if (
    chosen.length === 0 ||
    chosen.some((column) => !(Number.isInteger(column) && column >= 0 && column < graph.columns))
  )
    throw new ModelError(`invalid ONNX: a tree is given columns that the input does not have`);
  return chosen;
}

/** Returns the n for which trees × c(n) is *divisor* in single precision. */
function sampleSizeOf(divisor: number, trees: readonly ScikitTree[]): number {
  const fits = (n: number) =>
    Math.fround(trees.length * scikitAveragePathLength(n)) === Math.fround(divisor);
  const rows = trees[0].size.reduce((sum, size) => sum + size, 0);
  if (rows >= 2 && fits(rows)) return rows;
  let [low, high] = [2, 2 ** 31]; // with bootstrap, a tree has fewer different rows than were drawn
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (Math.fround(trees.length * scikitAveragePathLength(middle)) < Math.fround(divisor))
      low = middle + 1;
    else high = middle;
  }
  if (fits(low)) return low;
  throw new ModelError(
    `invalid ONNX: path lengths are divided by ${divisor}, which is no ${trees.length} × c(n)`
  );
}
