import {requireThat} from "../../src/core/forest/check.js";
import {aboveFloat32} from "../../src/core/forest/float32.js";
import type {Json} from "../../src/core/schema/artifacts.js";
import type {ScikitModel} from "./import-skl2onnx.js";
import {scikitForest} from "./scikit-learn.js";
import type {ScikitTree} from "./scikit-learn.js";
import {fault, layOutTrees} from "./trees.js";

/** The format of the dump, and its version. */
export const dumpFormat = "scikit-learn-isolation-forest/1";

/** A forest of a dump, with the facts that an ONNX file does not have. */
export interface DumpedModel extends ScikitModel {
  /** The names of the columns; null if scikit-learn had none. */
  features: string[] | null;

  /** The version of scikit-learn. */
  version: string;

  /** The share of outliers that was asked for; `auto`, or in (0, 0.5]. */
  contamination: Json;
}

type Fields = {[name: string]: unknown};

const lists = [
  "children_left",
  "children_right",
  "feature",
  "threshold",
  "n_node_samples"
] as const;

/**
 * Reads the value of a dump of scikit-learn’s IsolationForest, format `dumpFormat`, as
 * docs/08-model-exchange.md describes it. Thresholds lose nothing: scikit-learn compares a
 * single-precision value with a double-precision threshold, at most, and the least single-precision
 * number above it does the same here, below. Throws a ModelError that names the field and its value.
 */
export function readDump(value: unknown): DumpedModel {
  requireThat(
    isFields(value) && value.format === dumpFormat,
    "format",
    isFields(value) ? value.format : value
  );
  const {features, columns, trees, max_samples: sampleSize, offset, version, contamination} = value;
  requireThat(isCount(columns) && columns >= 1 && columns < 2 ** 15, "columns", columns);
  requireThat(isCount(sampleSize) && sampleSize < 2 ** 31, "max_samples", sampleSize);
  requireThat(Number.isFinite(offset), "offset", offset);
  requireThat(typeof version === "string" && version.length < 100, "version", version);
  requireThat(
    contamination === "auto" || Number.isFinite(contamination),
    "contamination",
    contamination
  );
  requireThat(features === null || isNames(features), "features", features);
  requireThat(
    features === null || features.length === columns,
    "the number of features",
    (features as unknown[])?.length
  );
  requireThat(Array.isArray(trees) && trees.length >= 1, "trees", trees);
  const read = trees.map((tree: unknown, t) => readTree(tree, t, columns));
  return {
    forest: scikitForest(read, sampleSize, columns),
    sampleSize,
    offset: offset as number,
    missingLeft: read.reduce((sum, tree) => sum + tree.missingLeft, 0),
    features,
    version,
    contamination: contamination as Json
  };
}

function readTree(value: unknown, t: number, columns: number): ScikitTree & {missingLeft: number} {
  requireThat(isFields(value), `trees[${t}]`, value);
  const {features} = value;
  requireThat(
    Array.isArray(features) && features.every((column) => isCount(column) && column < columns),
    `trees[${t}].features`,
    features
  );
  const nodes = listOf(value, t, "children_left").length;
  const [left, right, feature, threshold, size] = lists.map((name) => {
    const list = listOf(value, t, name);
    requireThat(list.length === nodes, `length of trees[${t}].${name}`, list.length);
    return list;
  });
  const missing =
    value.missing_go_to_left === undefined ? [] : listOf(value, t, "missing_go_to_left");
  const isLeaf = left.map((child) => child === -1);
  const tree = {
    feature: Int32Array.from(feature, (column, i) =>
      isLeaf[i] ? -1 : columnOf(features as number[], column, t, i)
    ),
    threshold: Float32Array.from(threshold, (x, i) => (isLeaf[i] ? 0 : thresholdOf(x, t, i))),
    left: indicesOf(left, t, nodes),
    right: indicesOf(right, t, nodes),
    size: Float64Array.from(size),
    missingLeft: isLeaf.filter((leaf, i) => !leaf && missing[i]).length
  };
  checkSizes(tree, t);
  return tree;
}

function listOf(value: Fields, t: number, name: string): number[] {
  const list = value[name];
  requireThat(Array.isArray(list), `trees[${t}].${name}`, list);
  const wrong = list.findIndex((x) => typeof x !== "number" && typeof x !== "boolean");
  requireThat(wrong < 0, `trees[${t}].${name}[${wrong}]`, list[wrong]);
  return list.map(Number);
}

function indicesOf(list: number[], t: number, nodes: number): Int32Array {
  const wrong = list.findIndex(
    (child) => !(Number.isInteger(child) && child >= -1 && child < nodes)
  );
  if (wrong >= 0) throw fault(t, `node ${wrong} has the child ${list[wrong]} of ${nodes} nodes`);
  return Int32Array.from(list);
}

function columnOf(features: number[], column: number, t: number, node: number): number {
  if (Object.hasOwn(features, column)) return features[column];
  throw fault(t, `node ${node} splits on the column ${column} of ${features.length}`);
}

function thresholdOf(threshold: number, t: number, node: number): number {
  const above = aboveFloat32(threshold);
  if (Number.isFinite(above)) return above;
  throw fault(
    t,
    `node ${node} has the threshold ${threshold}, which no value of single precision can be above`
  );
}

/** Throws a ModelError unless the rows of both children are those of their parent. */
function checkSizes(tree: ScikitTree, t: number): void {
  layOutTrees([tree]); // first, that it is a tree
  tree.left.forEach((child, node) => {
    const rows = child < 0 ? NaN : tree.size[child] + tree.size[tree.right[node]];
    if (child >= 0 && rows !== tree.size[node])
      throw fault(t, `node ${node} has ${tree.size[node]} training rows, and its children ${rows}`);
  });
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === "string");
}
