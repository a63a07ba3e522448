import type {Forest} from "../types.js";
import type {TreeBounds} from "./thresholds.js";

/** The rows that go through a tree together; the same as in assembly/tile.ts. */
export const tile = 128;

/** The columns that a program’s 16 bits can name. */
export const maxProgramColumns = 2 ** 16 / tile - 1;

/**
 * The leaves for which it has slots. A program evaluates every node, a walk only those on a row’s way, so
 * that for larger trees a walk is faster.
 */
export const maxProgramLeaves = 192;

/** How the kernel evaluates all nodes of a tree, from the leaves up. */
export interface Program {
  /** The subtrees that are evaluated at once, by shape, then the other nodes; four bytes a node and more. */
  code: Uint16Array;

  /** How many there are of each shape: a pair of leaves; a pair beside a leaf on its left or right; two. */
  pairs: number;
  leftChains: number;
  rightChains: number;
  quads: number;

  /** How many nodes have children in slots. */
  inner: number;

  /** Where the number of a row’s leaf ends up, from the beginning of the slots. */
  root: number;

  /** The path length of each leaf, numbered from the left. */
  lengths: Float64Array;
}

/** Returns what the slots must hold before a program runs: nothing in the nodes’, then the leaves’ numbers. */
export function emptySlots(): Uint8Array {
  return Uint8Array.from({length: 2 * maxProgramLeaves * tile}, (_, i) =>
    Math.max(0, Math.floor(i / tile) - maxProgramLeaves)
  );
}

/**
 * Returns the program of a tree of at most `maxProgramLeaves` leaves. *thresholds* has, for each column,
 * all that its nodes compare with, and at most 255.
 */
export function programOf(forest: Forest, {from}: TreeBounds, thresholds: Float32Array[]): Program {
  const {feature, threshold, left, pathLength} = forest;
  const {leaves, pairs, leftChains, rightChains, quads, inner} = order(forest, from);
  const numbers = new Map(leaves.map((node, i) => [node, i]));
  const all = [...pairs, ...leftChains, ...rightChains, ...quads, ...inner];
  const slots = new Map(all.map((node, i) => [node, i]));
  const addressOf = (node: number) =>
    tile * (slots.get(node) ?? maxProgramLeaves + numbers.get(node)!);
  const write = (node: number, firstLeaf: number) => {
    const rank = thresholds[feature[node]].indexOf(threshold[node]) - 128;
    return [feature[node] * tile, (rank & 255) | (firstLeaf << 8)];
  };
  const code = [...pairs, ...leftChains, ...rightChains, ...quads].flatMap((node) => {
    let first = node;
    while (feature[first] >= 0) first = left[first];
    const below = [left[node], left[node] + 1].filter((child) => feature[child] >= 0);
    return [write(node, numbers.get(first)!), ...below.map((child) => write(child, 0))].flat();
  });
  for (const node of inner) {
    code.push(...write(node, 0), addressOf(left[node]), addressOf(left[node] + 1));
  }
  return {
    code: Uint16Array.from(code),
    pairs: pairs.length,
    leftChains: leftChains.length,
    rightChains: rightChains.length,
    quads: quads.length,
    inner: inner.length,
    root: addressOf(from),
    lengths: Float64Array.from(leaves, (leaf) => pathLength[leaf])
  };
}

/** The shape of a subtree, by its children’s; any other is “inner”. */
const shapes: {[children: string]: Unit | undefined} = {
  "leaf leaf": "pairs",
  "leaf pairs": "leftChains",
  "pairs leaf": "rightChains",
  "pairs pairs": "quads"
};

type Unit = "pairs" | "leftChains" | "rightChains" | "quads";
type Shape = Unit | "inner" | "leaf";

/** Returns a tree’s leaves from the left, and its subtrees to evaluate, by shape; children come first. */
function order({feature, left}: Forest, root: number) {
  const leaves: number[] = [];
  const units: Record<Unit, number[]> = {pairs: [], leftChains: [], rightChains: [], quads: []};
  const inner: number[][] = []; // by height, so that a node need not wait for the one before it
  const keep = (node: number, shape: Shape) => {
    if (shape !== "inner" && shape !== "leaf") units[shape].push(node);
  };
  const visit = (node: number): {shape: Shape; height: number} => {
    if (feature[node] < 0) {
      leaves.push(node);
      return {shape: "leaf", height: 0};
    }
    const a = visit(left[node]);
    const b = visit(left[node] + 1);
    const height = Math.max(a.height, b.height) + 1;
    const shape = shapes[`${a.shape} ${b.shape}`] ?? "inner";
    if (shape === "inner") {
      keep(left[node], a.shape);
      keep(left[node] + 1, b.shape);
      (inner[height] ??= []).push(node);
    }
    return {shape, height};
  };
  keep(root, visit(root).shape);
  return {leaves, ...units, inner: inner.flat()};
}
