import {requireColumns} from "./score.js";
import type {Forest} from "./types.js";

/** One split on a row’s way down a tree. */
export interface Step {
  /** The node that splits, and the one the row goes on to. */
  node: number;
  next: number;

  /** The column it splits on, the threshold, and the row’s value there. */
  feature: number;
  threshold: number;
  value: number;

  /** Whether the row goes left: its value is below the threshold. */
  goesLeft: boolean;

  /** The number of training rows that reached the node. */
  size: number;

  /** The path length that was expected before the split and after it, in levels. */
  from: number;
  to: number;
}

/**
 * Returns the splits that *row* meets in a tree, from the root down; none if the root is a leaf.
 * Values count in single precision, as in a matrix. Throws a RangeError for an unknown tree or a row
 * that does not fit.
 */
export function walk(forest: Forest, tree: number, row: ArrayLike<number>): Step[] {
  requireColumns(forest, row.length);
  if (!(tree in forest.roots)) {
    throw new RangeError(`unknown tree: ${tree}; the forest has ${forest.roots.length}`);
  }
  const {feature, threshold, left, pathLength, size} = forest;
  const steps: Step[] = [];
  let node = forest.roots[tree];
  while (feature[node] >= 0) {
    const value = Math.fround(row[feature[node]]);
    const goesLeft = value < threshold[node];
    const next = goesLeft ? left[node] : left[node] + 1;
    steps.push({
      node,
      next,
      feature: feature[node],
      threshold: threshold[node],
      value,
      goesLeft,
      size: size[node],
      from: pathLength[node],
      to: pathLength[next]
    });
    node = next;
  }
  return steps;
}

/** Returns the index of the leaf in which *row* ends, in a tree. */
export function leafOf(forest: Forest, tree: number, row: ArrayLike<number>): number {
  return walk(forest, tree, row).at(-1)?.next ?? forest.roots[tree];
}
