import type {FreePaths} from "./paths.js";
import {merge, scanIntervals, scanRuns, sides} from "./scan.js";
import type {Move, Scan, ScanOptions} from "./scan.js";
import type {Counterfactual, Moves, Search} from "./search.js";

/** How to look for two columns. */
export interface PairOptions {
  /** How many moves of a first column to try. */
  tries: number;

  /** Whether some column suffices alone, so that pairs with one that does are to be left out. */
  alone: boolean;
}

const stages = 4; // moves of a column to one side that are tried for their promise

/**
 * Returns the smallest change of two columns, neither of which suffices alone, that the search comes
 * upon, or undefined. *paths* have followed the row; `counterfactuals` says what is searched.
 */
export function findPair(
  search: Search,
  paths: FreePaths,
  options: ScanOptions,
  {tries, alone}: PairOptions
): Counterfactual | undefined {
  const task = new PairTask(search, paths, options, alone);
  const promising = promisingMoves(paths, search.row, options);
  const every = merge(intervalsOf(paths, search.row, options)); // whose gains are not read: paths move on
  for (const first of promising.slice(0, tries)) task.complete(first);
  let left = tries - promising.length;
  let exact = true;
  for (const first of every) {
    if (first.distance > task.bound / 2) break; // one move of a nearer pair is nearer than that
    exact = left-- > 0;
    if (!exact) break;
    task.complete(first);
  }
  if (!task.best) return undefined;
  const moves = task.polish(task.best);
  return search.answer(moves, search.rescored(moves)!, options.distance, exact);
}

/** The search for the two columns of one row. */
class PairTask {
  /** The nearest pair so far. */
  best: Moves | undefined;

  /** How far that is; a better pair is nearer. */
  bound = Infinity;

  readonly #search: Search;
  readonly #paths: FreePaths;
  readonly #options: ScanOptions;
  readonly #alone: boolean;
  readonly #moved: Float32Array;

  constructor(search: Search, paths: FreePaths, options: ScanOptions, alone: boolean) {
    this.#search = search;
    this.#paths = paths;
    this.#options = options;
    this.#alone = alone;
    this.#moved = Float32Array.from(search.row);
  }

  /** Takes the pair of *first* and the nearest second move, if it is the best so far. */
  complete({column, nearest, distance}: Move): void {
    const first = [column, nearest] as const;
    if (this.#isTooFar(distance) || this.#sufficesAlone(first)) return;
    for (const move of merge(this.#scansBeside(first))) {
      if (this.#isTooFar(distance + move.distance)) return;
      const second = [move.column, move.nearest] as const;
      if (this.#sufficesAlone(second) || !this.#suffices([first, second])) continue;
      this.best = [first, second];
      this.bound = distance + move.distance;
      return;
    }
  }

  /** Returns *pair* with each end made as near, and as round, as the other one lets it be. */
  polish(pair: Moves): Moves {
    const [a, b] = pair;
    const nearer = this.#betterBeside(b, a[0]) ?? a;
    return [nearer, this.#betterBeside(nearer, b[0]) ?? b];
  }

  /** Returns the nearest move of *column* that does beside *fixed*, made round if it can be. */
  #betterBeside(fixed: Moves[number], column: number): Moves[number] | undefined {
    for (const {nearest, round} of merge(this.#scansBeside(fixed, column))) {
      for (const to of new Set([round(), nearest])) {
        const move = [column, to] as const;
        if (!this.#sufficesAlone(move) && this.#suffices([move, fixed])) return move;
      }
    }
    return undefined;
  }

  /** Returns scans of the other columns, or of one of them, once *fixed* has moved. */
  #scansBeside(fixed: Moves[number], only?: number): Scan[] {
    this.#moved.set(this.#search.row);
    this.#moved[fixed[0]] = fixed[1];
    this.#paths.follow(this.#moved);
    const options = {...this.#options, least: this.#search.sumAtLeast - this.#paths.sum};
    return Array.from(this.#moved.keys())
      .filter((column) => column !== fixed[0] && (only === undefined || column === only))
      .flatMap((column) =>
        sides.map((up) => scanRuns(this.#paths, this.#moved, column, up, options))
      );
  }

  #isTooFar(distance: number): boolean {
    return this.best !== undefined && !(distance < this.bound);
  }

  #sufficesAlone(move: Moves[number]): boolean {
    return this.#alone && this.#suffices([move]);
  }

  #suffices(moves: Moves): boolean {
    return this.#search.rescored(moves) !== undefined;
  }
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
