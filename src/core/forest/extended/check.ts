import {limits, requireThat} from "../check.js";
import {offsetOf} from "./hyperplane.js";
import {maxElements} from "./grow.js";
import type {ExtendedForest} from "./types.js";
import {maxColumns} from "../grow.js";

const greatestNormal = 1e100; // far beyond any that is drawn; products stay finite

/**
 * Throws a ModelError unless *forest* is sound: every walk from a root ends in a leaf of the same tree
 * within 64 steps, for any row, and all numbers are finite and in range. Children come after their
 * parent, so there is no cycle, and each node but a root has exactly one parent.
 */
export function checkExtendedForest(forest: ExtendedForest): void {
  const {roots, plane, width, normalizer, columns} = forest;
  const nodes = plane.length;
  requireThat(isBetween(columns, 1, maxColumns), "forest.columns", columns);
  requireThat(isBetween(width, 1, columns), "forest.width", width);
  requireThat(normalizer > 0 && normalizer <= limits.pathLength, "forest.normalizer", normalizer);
  requireThat(roots.length >= 1 && roots.length <= limits.trees, "trees", roots.length);
  requireThat(nodes <= limits.nodes, "nodes", nodes);
  requireThat(roots[0] === 0, "forest.roots[0]", roots[0]);
  for (const name of ["left", "pathLength", "size"] as const) {
    requireThat(forest[name].length === nodes, `length of forest.${name}`, forest[name].length);
  }
  roots.forEach((root, t) => {
    requireThat(root < (roots[t + 1] ?? nodes), `forest.roots[${t}]`, root);
  });
  checkPlanes(forest);
  const depths = new Uint8Array(nodes); // 1 at a root; 0 as long as no parent was met
  let planes = 0;
  roots.forEach((root, t) => {
    const end = roots[t + 1] ?? nodes;
    depths[root] = 1;
    for (let node = root; node < end; ++node) {
      checkNode(forest, node, end, depths);
      if (plane[node] === -1) continue;
      requireThat(
        plane[node] >= 0 && plane[node] < planesOf(forest),
        `forest.plane[${node}]`,
        plane[node]
      );
      ++planes;
    }
  });
  requireThat(planes === planesOf(forest), "the number of hyperplanes", planesOf(forest));
}

function planesOf({normal, width}: ExtendedForest): number {
  return normal.length / width;
}

/** Checks the elements of the hyperplanes: columns that there are, ascending, and finite numbers. */
function checkPlanes(forest: ExtendedForest): void {
  const {column, normal, intercept, offset, width, columns} = forest;
  const elements = normal.length;
  requireThat(
    elements <= maxElements && elements % width === 0,
    "length of forest.normal",
    elements
  );
  requireThat(column.length === elements, "length of forest.column", column.length);
  requireThat(intercept.length === elements, "length of forest.intercept", intercept.length);
  for (let i = 0; i < elements; ++i) {
    const above = i % width === 0 ? -1 : column[i - 1];
    requireThat(column[i] > above && column[i] < columns, `forest.column[${i}]`, column[i]);
    requireThat(Math.abs(normal[i]) <= greatestNormal, `forest.normal[${i}]`, normal[i]);
    requireThat(Math.abs(intercept[i]) <= 2 ** 128, `forest.intercept[${i}]`, intercept[i]);
  }
  requireThat(offset.length === planesOf(forest), "length of forest.offset", offset.length);
  offset.forEach((value, plane) => {
    requireThat(value === offsetOf(forest, plane), `forest.offset[${plane}]`, value);
  });
}

/** Checks a node of the tree that ends before *end*, and notes the depth of its children. */
function checkNode(forest: ExtendedForest, node: number, end: number, depths: Uint8Array): void {
  const {plane, left, pathLength, size} = forest;
  const child = left[node];
  requireThat(depths[node] > 0, "the node to which no other leads", node);
  requireThat(
    pathLength[node] >= 0 && pathLength[node] <= limits.pathLength,
    `forest.pathLength[${node}]`,
    pathLength[node]
  );
  if (plane[node] === -1) {
    requireThat(child === 0, `forest.left[${node}]`, child);
    return;
  }
  const free = child > node && child + 1 < end && depths[child] === 0 && depths[child + 1] === 0;
  requireThat(free && depths[node] <= limits.depth, `forest.left[${node}]`, child);
  requireThat(size[child] + size[child + 1] === size[node], `forest.size[${node}]`, size[node]);
  depths[child] = depths[child + 1] = depths[node] + 1;
}

function isBetween(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && least <= value && value <= most;
}
