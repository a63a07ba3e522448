import {limits, ModelError} from "../../src/core/forest/check.js";
import type {Forest} from "../../src/core/forest/types.js";

/** A tree as other tools hold it: nodes in any order, the root first, children by their index. */
export interface TreeTable {
  /** The column that a node splits on; −1 for a leaf. */
  feature: Int32Array;

  /** Values below it go left; 0 for a leaf. */
  threshold: Float32Array;

  /** The index of the left child; −1 for a leaf. */
  left: Int32Array;

  /** The index of the right child; −1 for a leaf. */
  right: Int32Array;
}

/** Trees in our layout: siblings side by side, children after their parent. */
export interface LaidOut extends Pick<Forest, "roots" | "feature" | "threshold" | "left"> {
  /** The index that each node had in the table of its tree. */
  origin: Uint32Array;

  /** The depth of each node, in levels; 0 at a root. */
  depth: Uint8Array;
}

/**
 * Returns *tables* in our layout. A tree whose siblings stand side by side, after their parent, keeps
 * its order; another is laid out breadth first. Throws a ModelError unless each is a tree: every node
 * but the root has one parent, and no leaf lies deeper than 64 levels.
 */
export function layOutTrees(tables: readonly TreeTable[]): LaidOut {
  const nodes = tables.reduce((sum, {feature}) => sum + feature.length, 0);
  if (tables.length > limits.trees || nodes > limits.nodes) {
    throw new ModelError(
      `invalid model: ${tables.length} trees of ${nodes} nodes; at most ${limits.trees} trees and ${limits.nodes} nodes are read`
    );
  }
  const made: LaidOut = {
    roots: new Uint32Array(tables.length),
    feature: new Int16Array(nodes),
    threshold: new Float32Array(nodes),
    left: new Uint32Array(nodes),
    origin: new Uint32Array(nodes),
    depth: new Uint8Array(nodes)
  };
  let root = 0;
  tables.forEach((table, t) => {
    made.roots[t] = root;
    layOutTree(table, t, root, made);
    root += table.feature.length;
  });
  return made;
}

function layOutTree(
  {feature, threshold, left, right}: TreeTable,
  t: number,
  root: number,
  made: LaidOut
) {
  const depths = depthsOf(left, right, t);
  const order = isOrdered(left, right) ? identity(left.length) : breadthFirst(left, right);
  const places = new Uint32Array(order.length);
  order.forEach((node, i) => (places[node] = i));
  order.forEach((node, i) => {
    const at = root + i;
    const leaf = left[node] < 0;
    made.feature[at] = leaf ? -1 : feature[node];
    made.threshold[at] = leaf ? 0 : threshold[node];
    made.left[at] = leaf ? 0 : root + places[left[node]];
    made.origin[at] = node;
    made.depth[at] = depths[node];
  });
}

/** Returns the depth of each node; throws a ModelError unless all hang together as a tree. */
function depthsOf(left: Int32Array, right: Int32Array, t: number): Uint8Array {
  const n = left.length;
  if (n === 0) throw fault(t, "there is no node");
  const depths = new Uint8Array(n);
  const met = new Uint8Array(n);
  const open = [0];
  met[0] = 1;
  let seen = 0;
  while (open.length > 0) {
    const node = open.pop()!;
    ++seen;
    if (left[node] < 0) continue;
    for (const child of [left[node], right[node]]) {
      if (!(child > 0 && child < n))
        throw fault(t, `node ${node} has the child ${child} of ${n} nodes`);
      if (met[child]) throw fault(t, `node ${child} has two parents, or leads back to itself`);
      if (depths[node] >= limits.depth)
        throw fault(t, `node ${child} lies deeper than ${limits.depth} levels`);
      met[child] = 1;
      depths[child] = depths[node] + 1;
      open.push(child);
    }
  }
  if (seen !== n) throw fault(t, `no path leads to node ${met.indexOf(0)}`);
  return depths;
}

/** Returns a ModelError about tree *t*. */
export function fault(t: number, what: string): ModelError {
  return new ModelError(`invalid model: in tree ${t}, ${what}`);
}

function isOrdered(left: Int32Array, right: Int32Array): boolean {
  return left.every((child, node) => child < 0 || (child > node && right[node] === child + 1));
}

function identity(n: number): Uint32Array {
  return Uint32Array.from({length: n}, (_, i) => i);
}

function breadthFirst(left: Int32Array, right: Int32Array): Uint32Array {
  const order = new Uint32Array(left.length);
  for (let i = 0, end = 1; i < end; ++i) {
    const node = order[i];
    if (left[node] < 0) continue;
    order[end++] = left[node];
    order[end++] = right[node];
  }
  return order;
}
