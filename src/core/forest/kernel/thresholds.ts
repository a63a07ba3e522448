import type {Forest} from "../types.js";

/** The bounds of the nodes of a tree: [from, to). */
export interface TreeBounds {
  from: number;
  to: number;
}

/** Returns the bounds of each tree of *forest*. */
export function treeBounds({roots, feature}: Forest): TreeBounds[] {
  return Array.from(roots, (from, t) => ({from, to: roots[t + 1] ?? feature.length}));
}

/** Where to begin the search for the rank of a value: its bucket, one of equally wide ones. */
export interface Buckets {
  /** What `bucketOf` needs. */
  origin: number;
  scale: number;
  last: number;

  /** For each bucket, the number of thresholds in those before it. */
  starts: Uint16Array;

  /** The first step of a binary search that finds any rank in any bucket; 0 if there is nothing to find. */
  half: number;
}

const buckets = 4096; // some six for each threshold of 100 trees; 8 kB a column

/**
 * Returns the buckets of *thresholds*, finite, ascending and fewer than 2¹⁶. A value that is not below
 * another is never in an earlier bucket: subtracting, multiplying and cutting off keep the order. So
 * the thresholds in the buckets before a value’s own are not above it, and those in later ones are.
 */
export function bucketsOf(thresholds: Float32Array): Buckets {
  const origin = thresholds[0] ?? 0;
  const range = (thresholds.at(-1) ?? 0) - origin;
  const last = range > 0 ? buckets - 1 : 0;
  const scale = range > 0 ? buckets / range : 0;
  const counts = new Uint16Array(last + 1);
  for (const value of thresholds) ++counts[bucketOf(value, {origin, scale, last})];
  const starts = new Uint16Array(last + 1);
  for (let i = 1; i <= last; ++i) starts[i] = starts[i - 1] + counts[i - 1];
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  return {origin, scale, last, starts, half: 2 ** Math.max(1, Math.floor(Math.log2(most)))};
}

/**
 * Returns the bucket of *value*, in [0, last]: (v − origin) × scale, limited to that range, to the
 * nearest integer by the addition that the kernel rounds with, too. NaN is in the last.
 */
export function bucketOf(
  value: number,
  {origin, scale, last}: Pick<Buckets, "origin" | "scale" | "last">
): number {
  const place = (value - origin) * scale;
  const inside = Number.isNaN(place) ? last : Math.max(0, Math.min(last, place));
  return inside + shift - shift;
}

const shift = 2 ** 52;

/** Returns *thresholds* with infinity behind them, as far as a search that begins with *half* may look. */
export function padded(thresholds: Float32Array, half: number): Float32Array {
  const longer = new Float32Array(thresholds.length + 2 * half).fill(Infinity);
  longer.set(thresholds);
  return longer;
}

/**
 * Returns, for each rank among *all* thresholds, the rank among *some* of them, less 128: what a signed
 * byte can hold if they are at most 255.
 */
export function narrowRanks(all: Float32Array, some: Float32Array): Int8Array {
  const table = new Int8Array(all.length + 1).fill(-128);
  for (let rank = 1, k = 0; rank <= all.length; ++rank) {
    if (all[rank - 1] === some[k]) ++k;
    table[rank] = k - 128;
  }
  return table;
}
