import type {Forest} from "../types.js";
import {maxProgramColumns, maxProgramLeaves} from "./programs.js";
import type {TreeBounds} from "./thresholds.js";

/** Trees that follow one another and share the bytes that stand for their thresholds. */
export interface Group {
  /** For each column, the thresholds of the trees: ascending, each once, at most 255. */
  thresholds: Float32Array[];
}

const maxThresholds = 255; // so that a rank among them fits a byte

/**
 * Returns the group of each tree of *forest*, the same object for trees of the same group; undefined for
 * those to walk: too large, of too many columns, or with a threshold that is not finite.
 */
export function groupsOf(forest: Forest, bounds: readonly TreeBounds[]): (Group | undefined)[] {
  let group: Group = {thresholds: []};
  let sets = emptySets(forest);
  const close = () => {
    group.thresholds = sets.map((set) => Float32Array.from(set).sort());
    group = {thresholds: []};
    sets = emptySets(forest);
  };
  const groups = bounds.map((tree) => {
    if (!hasProgram(forest, tree)) return undefined;
    if (!maybeJoin(forest, tree, sets)) {
      close();
      maybeJoin(forest, tree, sets); // at most 191 thresholds: into empty sets they fit
    }
    return group;
  });
  close();
  return groups;
}

function emptySets({columns}: Forest): Set<number>[] {
  return Array.from({length: columns}, () => new Set<number>());
}

function hasProgram({feature, threshold, columns}: Forest, {from, to}: TreeBounds): boolean {
  if (columns > maxProgramColumns || to - from > 2 * maxProgramLeaves - 1) return false;
  for (let node = from; node < to; ++node) {
    if (feature[node] >= 0 && !Number.isFinite(threshold[node])) return false;
  }
  return true;
}

/** Adds a tree’s thresholds to the sets of its columns, or none if a set would become too large. */
function maybeJoin(
  {feature, threshold}: Forest,
  {from, to}: TreeBounds,
  sets: Set<number>[]
): boolean {
  const added: number[] = [];
  for (let node = from; node < to; ++node) {
    const set = sets[feature[node]];
    if (!set || set.has(threshold[node])) continue;
    set.add(threshold[node]);
    added.push(node);
    if (set.size <= maxThresholds) continue;
    for (const other of added) sets[feature[other]].delete(threshold[other]);
    return false;
  }
  return true;
}
