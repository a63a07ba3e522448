import type {FreePaths} from "./paths.js";
import type {PairTask} from "./pair.js";
import {merge, scanIntervals, sides} from "./scan.js";
import type {Move, Scan, ScanOptions} from "./scan.js";

const stages = 4; // moves of a column to one side that are tried for their promise

/**
 * Takes into *task* the nearest pair that *tries* moves of a first column lead to: first those that
 * promise most, then all, the nearest first. Returns whether the search came to an end before that, so
 * that no nearer pair exists. *paths* have followed the row, and have followed another after that.
 */
export function seekNearestPair(
  task: PairTask,
  paths: FreePaths,
  options: ScanOptions,
  tries: number
): boolean {
  const promising = promisingMoves(paths, task.row, options);
  const every = merge(intervalsOf(paths, task.row, options)); // whose gains are not read: paths move on
  for (const first of promising.slice(0, tries)) task.complete(first);
  let left = tries - promising.length;
  for (const first of every) {
    if (first.distance > task.bound / 2) return true; // one move of a nearer pair is nearer than that
    if (left-- <= 0) return false;
    task.complete(first);
  }
  return true;
}

/**
 * Returns, of each column to each side, a few of the moves that lengthen the path more than any nearer
 * one does; those that lengthen it most come first.
 */
function promisingMoves(paths: FreePaths, row: Float32Array, options: ScanOptions): Move[] {
  const promising: Move[] = [];
  for (const scan of intervalsOf(paths, row, options)) {
    const records: Move[] = [];
    for (let move = scan.next(); move; move = scan.next()) {
      if (move.gain > (records.at(-1)?.gain ?? 0)) records.push(move);
    }
    const most = records.at(-1)?.gain ?? 0;
    for (let stage = 1, i = 0; stage <= stages && i < records.length; ++stage) {
      while (records[i].gain < (most * stage) / stages) ++i;
      promising.push(records[i++]);
    }
  }
  return promising.sort((a, b) => b.gain - a.gain || a.column - b.column);
}

/** Returns a scan of all intervals of each column, to each side. */
function intervalsOf(paths: FreePaths, row: Float32Array, options: ScanOptions): Scan[] {
  return Array.from(row.keys()).flatMap((column) =>
    sides.map((up) => scanIntervals(paths, row, column, up, options))
  );
}
