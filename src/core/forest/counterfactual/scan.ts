import type {Distance} from "./distance.js";
import {intervalOf} from "./paths.js";
import type {FreePaths} from "./paths.js";
import {below, everything, findNearest, roundest} from "./value.js";
import type {Reading, Span} from "./value.js";

/** A value that one column may be moved to. */
export interface Move {
  column: number;

  /** The nearest value that would do; single precision. */
  nearest: number;

  /** Returns a round value that would do and is hardly farther, or the nearest. */
  round(): number;

  /** How far the nearest value is. */
  distance: number;

  /** The change of the summed path length that the nearest value makes, in levels. */
  gain: number;
}

/** What to look for along the columns. */
export interface ScanOptions {
  distance: Distance;

  /** How each column is read. */
  readings: readonly Reading[];

  /** The change of the summed path length from which on a value will do, in levels. */
  least: number;
}

/** Moves of one column to one side, the nearest first. */
export interface Scan {
  /** Returns the next move, or undefined if there is none left. */
  next(): Move | undefined;
}

/** Downwards and upwards: the values of *up*, in the order in which equally near moves come. */
export const sides = [false, true] as const;

/**
 * Returns the moves of *column* of a row that was followed, upwards or downwards: for each run of
 * intervals that will do, its nearest value; after that, the run from the next interval on.
 */
export function scanRuns(
  paths: FreePaths,
  row: Float32Array,
  column: number,
  up: boolean,
  {distance, readings, least}: ScanOptions
): Scan {
  const thresholds = paths.thresholds[column];
  const from = row[column];
  const side = up ? 1 : -1;
  let k = paths.places[column]; // the interval that was looked at last
  return {
    next() {
      for (;;) {
        const start = paths.nextInterval(column, k, side, least);
        if (start < 0) return undefined;
        const end = paths.endOfRun(column, start, side, least);
        const span = spanOf(thresholds, Math.min(start, end), Math.max(start, end));
        const nearest = findNearest(span, from, readings[column]);
        k = nearest === undefined ? end : intervalOf(thresholds, nearest);
        if (nearest === undefined) continue;
        const round = () => roundest(span, from, nearest, readings[column]);
        const gain = paths.gains[column][k];
        return {column, nearest, round, gain, distance: farOf(distance(column, from, nearest))};
      }
    }
  };
}

/** Returns every interval of a column to one side as a move, the nearest first; gains may be negative. */
export function scanIntervals(
  paths: FreePaths,
  row: Float32Array,
  column: number,
  up: boolean,
  {distance, readings}: ScanOptions
): Scan {
  const thresholds = paths.thresholds[column];
  const from = row[column];
  const last = up ? thresholds.length : 0;
  let k = paths.places[column];
  return {
    next() {
      while (k !== last) {
        k += up ? 1 : -1;
        const nearest = findNearest(spanOf(thresholds, k, k), from, readings[column]);
        if (nearest === undefined) continue;
        const gain = paths.gains[column][k];
        const far = farOf(distance(column, from, nearest));
        return {column, nearest, round: () => nearest, gain, distance: far};
      }
      return undefined;
    }
  };
}

/** Yields the moves of *scans*, the nearest first; of equally near ones that of the first scan. */
export function* merge(scans: readonly Scan[]): Generator<Move> {
  const heads = scans.map((scan) => scan.next());
  for (;;) {
    let best = -1;
    for (let i = 0; i < heads.length; ++i) {
      const head = heads[i];
      if (head && (best < 0 || head.distance < heads[best]!.distance)) best = i;
    }
    if (best < 0) return;
    yield heads[best]!;
    heads[best] = scans[best].next();
  }
}

/** Returns a distance; infinite if there is no saying, as with numbers that overflow. */
export function farOf(distance: number): number {
  return Number.isNaN(distance) ? Infinity : distance;
}

/** Returns the values of the intervals from *first* to *last*, both included. */
export function spanOf(thresholds: Float32Array, first: number, last: number): Span {
  return {
    low: first === 0 ? everything.low : thresholds[first - 1],
    high: last === thresholds.length ? everything.high : below(thresholds[last])
  };
}
