import {expect, it} from "vitest";
import {layOutTrees} from "../../../pipeline/exchange/trees.js";
import type {TreeTable} from "../../../pipeline/exchange/trees.js";
import {ModelError} from "../../../src/core/forest/check.js";

/** Returns a tree of [left, right] for each node; −1 for a leaf. Node i splits on column i at i + 0.5. */
function tableOf(children: [number, number][]): TreeTable {
  const n = children.length;
  return {
    feature: Int32Array.from({length: n}, (_, i) => i),
    threshold: Float32Array.from({length: n}, (_, i) => i + 0.5),
    left: Int32Array.from(children, ([left]) => left),
    right: Int32Array.from(children, ([, right]) => right)
  };
}

const leaf: [number, number] = [-1, -1];
const depthFirst = tableOf([[1, 4], [2, 3], leaf, leaf, leaf]);

it("layOutTrees(tables) puts siblings side by side, and says where each node was", () => {
  const made = layOutTrees([tableOf([leaf]), depthFirst]);
  expect(Array.from(made.roots)).toEqual([0, 1]);
  expect(Array.from(made.origin)).toEqual([0, 0, 1, 4, 2, 3]);
  expect(Array.from(made.left)).toEqual([0, 2, 4, 0, 0, 0]);
  expect(Array.from(made.feature)).toEqual([-1, 0, 1, -1, -1, -1]);
  expect(Array.from(made.threshold)).toEqual([0, 0.5, 1.5, 0, 0, 0]);
  expect(Array.from(made.depth)).toEqual([0, 0, 1, 1, 2, 2]);
});

it("layOutTrees(tables) keeps the order of a tree whose siblings stand side by side", () => {
  const {origin, left} = layOutTrees([tableOf([[3, 4], leaf, leaf, leaf, [1, 2]])]);
  expect(Array.from(origin)).toEqual([0, 3, 4, 1, 2]); // a child before its parent: laid out anew
  expect(Array.from(left)).toEqual([1, 0, 3, 0, 0]);
  const kept = layOutTrees([tableOf([[1, 2], [5, 6], [3, 4], leaf, leaf, leaf, leaf])]);
  expect(Array.from(kept.origin)).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

/** Returns a tree in which each right child splits again, with leaves down to *depth*. */
function chain(depth: number): TreeTable {
  const nodes = 2 * depth + 1;
  return tableOf(
    Array.from({length: nodes}, (_, i) => (i % 2 === 0 && i < nodes - 1 ? [i + 1, i + 2] : leaf))
  );
}

it.each<[string, TreeTable, string]>([
  ["no node", tableOf([]), "there is no node"],
  ["a circle", tableOf([[1, 2], [0, 2], leaf]), "node 1 has the child 0"],
  [
    "a child that is itself",
    tableOf([[1, 2], leaf, [2, 1]]),
    "two parents, or leads back to itself"
  ],
  ["a node with two parents", tableOf([[1, 2], [3, 4], [3, 4], leaf, leaf]), "two parents"],
  ["a node that nothing leads to", tableOf([[1, 2], leaf, leaf, leaf]), "no path leads to node 3"],
  ["a child beyond the end", tableOf([[1, 3], leaf, leaf]), "node 0 has the child 3 of 3 nodes"],
  ["one child", tableOf([[1, -1], leaf]), "node 0 has the child -1"],
  ["leaves at 65 levels", chain(65), "deeper than 64 levels"]
])("layOutTrees(tables) refuses %s, and names the tree", (_, table, message) => {
  expect(() => layOutTrees([tableOf([leaf]), table])).toThrow(ModelError);
  expect(() => layOutTrees([tableOf([leaf]), table])).toThrow(message);
  expect(() => layOutTrees([tableOf([leaf]), table])).toThrow("in tree 1,");
});

it("layOutTrees(tables) takes leaves at 64 levels", () => {
  expect(Math.max(...layOutTrees([chain(64)]).depth)).toBe(64);
});
