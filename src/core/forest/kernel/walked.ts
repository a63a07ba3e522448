import type {Forest} from "../types.js";
import type {Arena} from "./arena.js";
import type {TreeBounds} from "./thresholds.js";

/** The columns that a node can name by where they lie in a row: its 16 bits. */
const maxColumns = 2 ** 16 / 4;

/** How many nodes further its children may be, a signed number of 16 bits. */
const maxDistance = 2 ** 15 - 1;

/** A tree that is walked: the address of its root, the levels below it, and how far behind its lengths are. */
export interface WalkedTree {
  root: number;
  depth: number;
  lengths: number;
}

/** Tells whether every tree of *forest* can be walked. */
export function isWalkable({columns, left}: Forest): boolean {
  return columns <= maxColumns && left.every((child, node) => child - node <= maxDistance);
}

/**
 * Places a tree for walking, of any shape. A node is its threshold, where the column lies in a row, and
 * how many nodes further the left child is; its path length lies as far behind it for every node. A
 * leaf leads to itself: no value is below −∞, and the node beside its “left child” is the leaf.
 */
export function placeWalked(forest: Forest, {from, to}: TreeBounds, lines: Arena): WalkedTree {
  const {feature, threshold, left, pathLength} = forest;
  const halves = new Uint16Array((to - from) * 4);
  const thresholds = new Float32Array(halves.buffer);
  const depths = new Uint8Array(to - from);
  for (let i = 0; i < to - from; ++i) {
    const node = from + i;
    const isLeaf = feature[node] < 0;
    thresholds[2 * i] = isLeaf ? -Infinity : threshold[node];
    halves[4 * i + 2] = isLeaf ? 0 : 4 * feature[node];
    halves[4 * i + 3] = isLeaf ? -1 : left[node] - node;
    if (isLeaf) continue;
    const child = left[node] - from;
    depths[child] = depths[child + 1] = depths[i] + 1;
  }
  const root = lines.place(halves);
  const lengths = lines.place(pathLength.slice(from, to)) - root;
  return {root, depth: depths.reduce((a, b) => Math.max(a, b), 0), lengths};
}
