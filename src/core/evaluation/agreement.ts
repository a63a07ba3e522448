import {ascendingOrder, highest} from "./order.js";

/**
 * Returns Spearman’s rank correlation of two scores of the same events, in [−1, 1]; 1 is the same
 * order. Equal scores share their mean rank. NaN if either has fewer than two distinct scores. Throws
 * a RangeError if the lengths differ or a score is NaN.
 */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>): number {
  requireSameLength(a, b);
  return rankCorrelation(ranks(a), ranks(b));
}

/** Returns what `spearman` does, from the `ranks` of two scores of the same events; for more than one pair of them. */
export function rankCorrelation(x: ArrayLike<number>, y: ArrayLike<number>): number {
  requireSameLength(x, y);
  const middle = (x.length + 1) / 2; // the mean of the ranks, ties or not
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < x.length; ++i) {
    const dx = x[i] - middle;
    const dy = y[i] - middle;
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  return Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
}

/** Returns the rank of each value, from 1 for the lowest; equal values share their mean rank. */
export function ranks(values: ArrayLike<number>): Float64Array {
  const order = ascendingOrder(values);
  const ranked = new Float64Array(order.length);
  for (let from = 0, to = 0; from < order.length; from = to) {
    const value = values[order[from]];
    do ++to;
    while (to < order.length && values[order[to]] === value);
    for (let i = from; i < to; ++i) ranked[order[i]] = (from + 1 + to) / 2;
  }
  return ranked;
}

/**
 * Returns the indexes of the *k* highest scores, the highest first; of equal scores, the lower index
 * first. All of them if there are fewer. Throws a RangeError on NaN.
 */
export function mostAnomalous(scores: ArrayLike<number>, k: number): Uint32Array {
  const kept = highestEvents(scores, k);
  if (kept.length < comparedBelow) return kept.sort((i, j) => scores[j] - scores[i] || i - j);
  const order = ascendingOrder(Float64Array.from(kept, (event) => -scores[event]));
  return order.map((place) => kept[place]);
}

/** Below how many indexes comparing them is faster than the buckets of `ascendingOrder`. */
const comparedBelow = 4096;

/** Returns what `mostAnomalous` does, in the order of the indexes. */
function highestEvents(scores: ArrayLike<number>, k: number): Uint32Array {
  if (!(Number.isInteger(k) && k >= 0)) throw new RangeError(`invalid k: ${k}`);
  const n = scores.length;
  if (k === 0 || n === 0) return new Uint32Array(0);
  const top = highest(scores, k);
  const boundary = top[0];
  const above = top.findIndex((score) => score > boundary);
  let atBoundary = above < 0 ? top.length : above;
  const kept = new Uint32Array(top.length);
  for (let i = 0, count = 0; count < kept.length; ++i) {
    if (scores[i] > boundary || (scores[i] === boundary && atBoundary-- > 0)) kept[count++] = i;
  }
  return kept;
}

/**
 * Returns the share of the *k* most anomalous events of one score that are among the k most anomalous of the
 * other, in [0, 1]; ties as in `mostAnomalous`.
 */
export function overlapAt(a: ArrayLike<number>, b: ArrayLike<number>, k: number): number {
  requireSameLength(a, b);
  if (!(k >= 1 && k <= a.length)) throw new RangeError(`invalid k: ${k}; give 1 to ${a.length}`);
  const others = highestEvents(b, k);
  let shared = 0;
  let other = 0;
  for (const event of highestEvents(a, k)) {
    while (other < k && others[other] < event) ++other;
    if (other < k && others[other] === event) ++shared;
  }
  return shared / k;
}

function requireSameLength(a: ArrayLike<number>, b: ArrayLike<number>): void {
  if (a.length !== b.length) throw new RangeError(`invalid lengths: ${a.length} and ${b.length}`);
}
