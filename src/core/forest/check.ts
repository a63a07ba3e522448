import {maxColumns} from "./grow.js";
import type {Forest} from "./types.js";

/** Bounds of what is read, far beyond what is useful, so that a file cannot ask for more. */
export const limits = {trees: 100_000, nodes: 2 ** 23, depth: 64, pathLength: 128} as const;

/** A model file that is damaged, hostile or of another version. */
export class ModelError extends Error {
  override readonly name = "ModelError";
}

/**
 * Throws a ModelError unless *forest* is sound: every walk from a root ends in a leaf of the same
 * tree within 64 steps, for any row, and all numbers are finite and in range. Children come after
 * their parent, so there is no cycle, and each node but a root has exactly one parent.
 */
export function checkForest(forest: Forest): void {
  const {roots, feature, normalizer, columns} = forest;
  const nodes = feature.length;
  requireThat(
    columns >= 1 && columns <= maxColumns && Number.isInteger(columns),
    "forest.columns",
    columns
  );
  requireThat(normalizer > 0 && normalizer <= limits.pathLength, "forest.normalizer", normalizer);
  requireThat(roots.length >= 1 && roots.length <= limits.trees, "trees", roots.length);
  requireThat(nodes <= limits.nodes, "nodes", nodes);
  requireThat(roots[0] === 0, "forest.roots[0]", roots[0]);
  for (const name of ["threshold", "left", "pathLength", "size"] as const) {
    requireThat(forest[name].length === nodes, `length of forest.${name}`, forest[name].length);
  }
  roots.forEach((root, t) => {
    requireThat(root < (roots[t + 1] ?? nodes), `forest.roots[${t}]`, root);
  });
  const depths = new Uint8Array(nodes); // 1 at a root; 0 as long as no parent was met
  roots.forEach((root, t) => {
    const end = roots[t + 1] ?? nodes;
    depths[root] = 1;
    for (let node = root; node < end; ++node) checkNode(forest, node, end, depths);
  });
}

/** Checks a node of the tree that ends before *end*, and notes the depth of its children. */
function checkNode(forest: Forest, node: number, end: number, depths: Uint8Array): void {
  requireThat(depths[node] > 0, "the node to which no other leads", node);
  const field = faultOf(forest, node, end, depths);
  if (field) requireThat(false, `forest.${field}[${node}]`, forest[field][node]);
  const child = forest.left[node];
  if (child > 0) depths[child] = depths[child + 1] = depths[node] + 1;
}

/** Returns the first array in which something is wrong at *node*, or undefined. */
function faultOf(forest: Forest, node: number, end: number, depths: Uint8Array) {
  const {feature, threshold, left, pathLength, size, columns} = forest;
  const child = left[node];
  if (!Number.isFinite(threshold[node])) return "threshold";
  if (!(pathLength[node] >= 0 && pathLength[node] <= limits.pathLength)) return "pathLength";
  if (!(feature[node] >= -1 && feature[node] < columns)) return "feature";
  if (feature[node] === -1) {
    return child !== 0 ? "left" : threshold[node] !== 0 ? "threshold" : undefined;
  }
  if (!(child > node && child + 1 < end)) return "left";
  if (depths[child] > 0 || depths[child + 1] > 0 || depths[node] > limits.depth) return "left";
  return size[child] + size[child + 1] === size[node] ? undefined : "size";
}

/** Throws a ModelError that names the *field* and its *value* unless *truth* holds. */
export function requireThat(truth: boolean, field: string, value: unknown): asserts truth {
  if (!truth) throw new ModelError(`invalid model: ${field} is ${brief(value)}`);
}

/** Returns a value as it may stand in a message: one line, at most 60 characters of it. */
function brief(value: unknown): string {
  if (value === null || typeof value !== "object") {
    const text = typeof value === "string" ? JSON.stringify(value.slice(0, 80)) : String(value);
    return text.length > 60 ? `${text.slice(0, 60)}…` : text;
  }
  return Array.isArray(value) ? `an array of ${value.length}` : "an object";
}
