import type {Forest} from "../types.js";
import type {TreeBounds} from "./thresholds.js";

/** The rows that go through a tree together. */
export const tile = 64;

/** The columns, and the leaves of a tree, that a program’s 16 and 8 bits can name. */
export const maxProgramColumns = 2 ** 16 / tile - 1;
export const maxProgramLeaves = 256;

/** How the kernel evaluates all nodes of a tree, from the leaves up. */
export interface Program {
  /** The nodes with two leaves, four bytes each, then all other inner nodes, eight bytes each. */
  code: Uint16Array;
  pairs: number;
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
  const {leaves, pairs, inner} = order(forest, from);
  const numbers = new Map(leaves.map((node, i) => [node, i]));
  const slots = new Map([...pairs, ...inner].map((node, i) => [node, i]));
  const addressOf = (node: number) =>
    tile * (slots.get(node) ?? maxProgramLeaves + numbers.get(node)!);
  const rankOf = (node: number) => (thresholds[feature[node]].indexOf(threshold[node]) - 128) & 255;
  const code = pairs.flatMap((node) => [
    feature[node] * tile,
    rankOf(node) | (numbers.get(left[node])! << 8)
  ]);
  for (const node of inner) {
    code.push(feature[node] * tile, rankOf(node), addressOf(left[node]), addressOf(left[node] + 1));
  }
  return {
    code: Uint16Array.from(code),
    pairs: pairs.length,
    inner: inner.length,
    root: addressOf(from),
    lengths: Float64Array.from(leaves, (leaf) => pathLength[leaf])
  };
}

/** Returns a tree’s leaves from the left, the nodes with two leaves, and the others, children first. */
function order({feature, left}: Forest, root: number) {
  const leaves: number[] = [];
  const byHeight: number[][] = [[]];
  const visit = (node: number): number => {
    if (feature[node] < 0) {
      leaves.push(node);
      return 0;
    }
    const height = Math.max(visit(left[node]), visit(left[node] + 1));
    (byHeight[height] ??= []).push(node);
    return height + 1;
  };
  visit(root);
  return {leaves, pairs: byHeight[0], inner: byHeight.slice(1).flat()};
}
