import {coefficients} from "../power.js";
import type {Forest} from "../types.js";
import {arena} from "./arena.js";
import type {Arena} from "./arena.js";
import {groupsOf} from "./groups.js";
import type {Group} from "./groups.js";
import {emptySlots, programOf, tile} from "./programs.js";
import type {Program} from "./programs.js";
import {bucketsOf, narrowRanks, padded, treeBounds} from "./thresholds.js";
import type {Buckets} from "./thresholds.js";
import {placeWalked} from "./walked.js";
import type {WalkedTree} from "./walked.js";

/**
 * The most rows of a block, and bytes of their values, so that wide rows stay in the cache, too. Trees that are walked are
 * large: rows pass by while a tree stays in the cache, and the more they are, the less often it is fetched.
 */
const blocks = {
  programs: {rows: 1024, bytes: 2 ** 18},
  walks: {rows: 8192, bytes: 2 ** 19}
} as const;
const maxRanks = 2 ** 16; // of a column: they are written as 16 bits
const maxTableBytes = 2 ** 24;

/** The trees whose lengths are added to a row’s sum at once. */
export const batch = 8;

/** A column whose values are ranked: its buckets, and the addresses of what is searched. */
export interface RankedColumn extends Omit<Buckets, "starts"> {
  starts: number;
  thresholds: number;
  count: number;
}

/** Trees that share what stands for their thresholds: the address of each column’s table of bytes. */
export interface TableGroup {
  tables: number[];
}

/** A tree that is evaluated by a program: its group, and what `blend` reads. */
export interface ProgramTree extends Omit<Program, "code" | "lengths"> {
  group: TableGroup;
  code: number;
  lengths: number;
}

/** Where everything lies in a kernel’s memory. */
export interface Layout {
  trees: (ProgramTree | WalkedTree)[];

  /** The ranked columns; none if every tree is walked. */
  columns: RankedColumn[];

  /** The rows that are scored together; a multiple of the tile. */
  rows: number;

  /** The block: values row by row, ranks column by column, bytes tile by tile, sums of path lengths. */
  values: number;
  ranks: number;
  bytes: number;
  sums: number;

  /** Where programs work, and the numbers of the leaves they find: a block’s rows a tree. */
  slots: number;
  leaves: number;

  /** The addresses of the lengths of as many trees. */
  tables: number;

  /** The coefficients of the exponential function, from the one of the highest degree down. */
  coefficients: number;
}

/** Returns where *forest* and a block of rows lie in *memory*, and writes the forest to it. */
export function layOut(forest: Forest, memory: WebAssembly.Memory): Layout {
  const lines = arena();
  const placed = placeTrees(forest, lines);
  const block = placed.columns.length > 0 ? blocks.programs : blocks.walks;
  const most = Math.floor(block.bytes / 4 / forest.columns / tile) * tile;
  const rows = Math.min(block.rows, Math.max(tile, most));
  const cells = rows * forest.columns;
  const layout = {
    ...placed,
    rows,
    values: lines.reserve(4 * cells),
    ranks: lines.reserve(2 * cells),
    bytes: lines.reserve(cells),
    sums: lines.reserve(8 * rows),
    leaves: lines.reserve(batch * rows),
    tables: lines.reserve(4 * batch),
    coefficients: lines.place(coefficients.toReversed())
  };
  lines.settle(memory);
  return layout;
}

function placeTrees(forest: Forest, lines: Arena): Pick<Layout, "trees" | "columns" | "slots"> {
  const bounds = treeBounds(forest);
  const members = groupsOf(forest, bounds);
  const groups = [...new Set(members)].filter((group) => group !== undefined);
  const all = allThresholds(forest, groups);
  const slots = lines.place(emptySlots());
  if (!fit(all, groups)) {
    return {trees: bounds.map((tree) => placeWalked(forest, tree, lines)), columns: [], slots};
  }
  const placed = new Map(groups.map((group) => [group, placeTables(all, group, lines)]));
  const trees = bounds.map((tree, t) => {
    const group = members[t];
    if (!group) return placeWalked(forest, tree, lines);
    const {code, lengths, root, ...counts} = programOf(forest, tree, group.thresholds);
    return {
      ...counts,
      group: placed.get(group)!,
      code: lines.place(code),
      lengths: lines.place(lengths),
      root: slots + root
    };
  });
  return {trees, columns: all.map((thresholds) => placeColumn(thresholds, lines)), slots};
}

/** Returns, for each column, the thresholds of all *groups*. */
function allThresholds({columns}: Forest, groups: Group[]): Float32Array[] {
  return Array.from({length: columns}, (_, column) => {
    const set = new Set<number>();
    for (const {thresholds} of groups) for (const value of thresholds[column]) set.add(value);
    return Float32Array.from(set).sort();
  });
}

/** Tells whether there is a program to run, and its tables stay within bounds. */
function fit(all: Float32Array[], groups: Group[]): boolean {
  const total = all.reduce((sum, {length}) => sum + length + 1, 0);
  const isRanked = all.every(({length}) => length < maxRanks);
  return groups.length > 0 && isRanked && total * groups.length <= maxTableBytes;
}

function placeTables(all: Float32Array[], {thresholds}: Group, lines: Arena): TableGroup {
  return {
    tables: thresholds.map((some, column) => lines.place(narrowRanks(all[column], some)))
  };
}

function placeColumn(thresholds: Float32Array, lines: Arena): RankedColumn {
  const {starts, ...search} = bucketsOf(thresholds);
  return {
    ...search,
    count: thresholds.length,
    starts: lines.place(starts),
    thresholds: lines.place(padded(thresholds, search.half))
  };
}
