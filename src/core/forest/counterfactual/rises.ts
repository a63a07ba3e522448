import type {FreePaths} from "./paths.js";
import {farOf, sides, spanOf} from "./scan.js";
import type {ScanOptions} from "./scan.js";
import {findNearest} from "./value.js";

/** A move of one column that lengthens the path by clearly more than any nearer one to its side. */
export interface Rise {
  column: number;

  /** The interval of the column that it leads to; its nearest value there, in single precision. */
  interval: number;
  nearest: number;

  /** How far that is. */
  distance: number;

  /** By how much it lengthens the summed path on its own, in levels; above 0. */
  gain: number;
}

const parts = 512; // of the gain that is needed: the least by which a rise exceeds the one before

/**
 * Returns, for each column of a row that was followed and each side that has any, its rises of less
 * than *most* levels: the nearest first, which is also the one of the least gain.
 */
export function risesOf(
  paths: FreePaths,
  row: Float32Array,
  options: ScanOptions,
  most: number
): Rise[][] {
  return Array.from(row.keys())
    .flatMap((column) =>
      sides.map((up) => risesAlong(paths, row[column], column, up, options, most))
    )
    .filter(({length}) => length > 0);
}

function risesAlong(
  paths: FreePaths,
  from: number,
  column: number,
  up: boolean,
  {distance, readings, least}: ScanOptions,
  most: number
): Rise[] {
  const thresholds = paths.thresholds[column];
  const gains = paths.gains[column];
  const reading = readings[column];
  const rises: Rise[] = [];
  const side = up ? 1 : -1;
  const last = up ? thresholds.length : 0;
  let k = paths.places[column];
  if (k === last) return rises;
  const beyond = spanOf(thresholds, up ? k + 1 : 0, up ? last : k - 1);
  if (findNearest(beyond, from, reading) === undefined) return rises; // as of a column that is fixed
  let wanted = Math.max(least / parts, Number.MIN_VALUE);
  while (k !== last) {
    k += side;
    const gain = gains[k];
    if (gain < wanted || gain >= most) continue;
    const nearest = findNearest(spanOf(thresholds, k, k), from, reading);
    if (nearest === undefined) continue;
    const far = farOf(distance(column, from, nearest));
    rises.push({column, interval: k, nearest, distance: far, gain});
    wanted = gain + least / parts;
  }
  return rises;
}
