import type {FreePaths} from "./paths.js";
import {farOf, merge, scanRuns, sides} from "./scan.js";
import type {Move, Scan, ScanOptions} from "./scan.js";
import type {Search} from "./search.js";

/** One end of a pair: a column, the value it is moved to, and how far that is. */
export type End = Pick<Move, "column" | "nearest" | "distance">;

/** Two ends, of different columns. */
export type Pair = readonly [End, End];

/** The search for the two columns of one row, neither of which suffices alone. */
export class PairTask {
  /** The nearest pair so far. */
  best: Pair | undefined;

  /** How far that is; a better pair is nearer. */
  bound = Infinity;

  /** Whether some column suffices alone, so that pairs with one that does are skipped. */
  readonly alone: boolean;

  readonly #search: Search;
  readonly #paths: FreePaths;
  readonly #options: ScanOptions;
  readonly #moved: Float32Array;
  #followed: End | undefined; // what *paths* follow: the row with this moved

  /** Begins a search; *paths* have followed the row. */
  constructor(search: Search, paths: FreePaths, options: ScanOptions, alone: boolean) {
    this.#search = search;
    this.#paths = paths;
    this.#options = options;
    this.alone = alone;
    this.#moved = Float32Array.from(search.row);
  }

  /** The row that is to be changed. */
  get row(): Float32Array {
    return this.#search.row;
  }

  /** The summed path length without which no row is below the threshold, in levels. */
  get sumAtLeast(): number {
    return this.#search.sumAtLeast;
  }

  /** Takes the pair if it is the best so far, and suffices; returns whether it did. */
  take(first: End, second: End): boolean {
    const distance = first.distance + second.distance;
    if (this.#isTooFar(distance) || this.#sufficesAlone(first) || this.#sufficesAlone(second)) {
      return false;
    }
    if (!this.#suffices(first, second)) return false;
    this.best = [first, second];
    this.bound = distance;
    return true;
  }

  /** Takes the pair of *first* and the nearest second move, if it is the best so far. */
  complete(first: End): void {
    if (this.#isTooFar(first.distance) || this.#sufficesAlone(first)) return;
    for (const second of merge(this.#scansBeside(first))) {
      if (this.#isTooFar(first.distance + second.distance) || this.take(first, second)) return;
    }
  }

  /** Follows the row as it is again. */
  followRow(): void {
    this.#paths.follow(this.#search.row);
    this.#followed = undefined;
  }

  /** Returns *pair* with each end made as near, and as round, as the other one lets it be. */
  polish([a, b]: Pair): Pair {
    const [fixed, other] = this.#followed === a ? [a, b] : [b, a];
    const nearer = this.#betterBeside(fixed, other.column) ?? other;
    return [nearer, this.#betterBeside(nearer, fixed.column) ?? fixed];
  }

  /** Returns the nearest move of *column* that does beside *fixed*, made round if it can be. */
  #betterBeside(fixed: End, column: number): End | undefined {
    for (const {nearest, round} of merge(this.#scansBeside(fixed, column))) {
      for (const to of new Set([round(), nearest])) {
        const distance = farOf(this.#options.distance(column, this.row[column], to));
        const end = {column, nearest: to, distance};
        if (!this.#sufficesAlone(end) && this.#suffices(end, fixed)) return end;
      }
    }
    return undefined;
  }

  /** Returns scans of the other columns, or of one of them, once *fixed* has moved. */
  #scansBeside(fixed: End, only?: number): Scan[] {
    this.#moved.set(this.row);
    this.#moved[fixed.column] = fixed.nearest;
    if (this.#followed !== fixed) this.#paths.follow(this.#moved);
    this.#followed = fixed;
    const options = {...this.#options, least: this.sumAtLeast - this.#paths.sum};
    return Array.from(this.#moved.keys())
      .filter((column) => column !== fixed.column && (only === undefined || column === only))
      .flatMap((column) =>
        sides.map((up) => scanRuns(this.#paths, this.#moved, column, up, options))
      );
  }

  #isTooFar(distance: number): boolean {
    return this.best !== undefined && !(distance < this.bound);
  }

  #sufficesAlone(end: End): boolean {
    return this.alone && this.#suffices(end);
  }

  #suffices(...ends: End[]): boolean {
    return this.#search.rescored(ends.map(({column, nearest}) => [column, nearest])) !== undefined;
  }
}
