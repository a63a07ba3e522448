import {decay} from "../forest/decay.js";
import type {ReferenceTail, Stratum} from "../detectors/entity/entity-detector.js";
import {logarithm} from "../forest/logarithm.js";

/** The fewest and the most of the largest magnitudes that make a tail, and their share of all. */
const [minTail, maxTail, tailShare] = [3, 40, 0.1];

/** How many observations the shipped scale of a tail weighs. */
const priorWeight = 5;

/** Days of training from which on a detector's own tail decides alone, and hours under which it says nothing. */
const ownDays = 3;
const minOwnHours = 6;

/** The least rate a day of what is no news: it joins no incident. */
const usualPerDay = 10;

/** How many of the largest magnitudes of other networks are shipped: of smaller ones there is no count. */
export const shippedMagnitudes = 120;

/** The largest magnitudes of other networks, where there is too little of one's own. */
export interface ReferenceMagnitudes {
  /** How often each of *top* occurs, per host and day. */
  ratePerHostDay: number;

  /** The largest raw magnitudes, descending. */
  top: readonly number[];

  /** The scale of the tail beyond them. */
  scale: number;
}

/** What the training window says of one detector and stratum. */
export interface CalibrationOptions {
  /** The largest magnitude of each entity and hour of the training window, in any order. */
  magnitudes: readonly number[];

  /** The length of the training window without the warm-up, in days; 0 or more. */
  days: number;

  tail: ReferenceTail;
  stratum: Stratum;

  /** Other networks' magnitudes, and the number of local hosts here; without them short logs are calibrated alone. */
  reference?: ReferenceMagnitudes & {hosts: number};
}

/**
 * Returns the function from a magnitude (and its raw one) to a false-alert rate: how often a day this detector
 * reaches it on this network, over 0, lower is more unusual. It falls as the magnitude grows. Counts up to the k-th
 * largest, k = min(n, clamp(n / 10, 3, 40)); an exponential tail beyond, whose scale is the median excess over ln 2,
 * shrunk to the shipped one. Below three days of training the rates of other networks are mixed in, by logarithm.
 */
export function falseAlertRate(options: CalibrationOptions): (x: number, raw: number) => number {
  const {days, reference, tail} = options;
  const own = ownRate(options);
  const weight = ownWeight(days);
  if (weight === 1 || !reference) return own;
  return (x, raw) => {
    const other = referenceRate(reference, tail.new, raw);
    if (weight === 0) return other;
    return exponential(weight * logarithm(own(x)) + (1 - weight) * logarithm(other));
  };
}

/** Returns the weight of a network’s own history of *days*, in [0, 1]. */
export function ownWeight(days: number): number {
  return days * 24 < minOwnHours ? 0 : Math.min(1, days / ownDays);
}

function ownRate({magnitudes, days, tail, stratum}: CalibrationOptions): (x: number) => number {
  const span = Math.max(days, 0.25);
  const largest = Float64Array.from(magnitudes).sort().reverse();
  const n = largest.length;
  if (n === 0)
    return (x) => (x > tail[stratum] ? decay((x - tail[stratum]) / tail.scale) : 1) / span;
  const k = Math.min(n, Math.max(minTail, Math.min(maxTail, Math.round(tailShare * n))));
  const from = largest[k - 1];
  const excess = (medianOf(largest.subarray(0, k)) - from) / Math.LN2;
  const scale = (k * excess + priorWeight * tail.scale) / (k + priorWeight);
  return (x) => {
    if (x < (tail.material ?? -Infinity)) return Math.max(usualPerDay, n / span);
    if (x > from) return (k / span) * decay((x - from) / scale);
    return Math.max(0.5, countAtLeast(largest, x)) / span;
  };
}

function referenceRate(
  {ratePerHostDay, top, scale, hosts}: ReferenceMagnitudes & {hosts: number},
  beginning: number,
  raw: number
): number {
  const rate = ratePerHostDay * Math.max(1, hosts);
  const most = top.length ? top[0] : beginning;
  const least = top[top.length - 1];
  if (top.length >= shippedMagnitudes && raw < least)
    return Math.min(Math.max(1, hosts), (rate * top.length) / decay((least - raw) / scale)); // one a host and day
  if (raw > most) return rate * decay((raw - most) / scale);
  return rate * Math.max(1, countAtLeast(top, raw));
}

/** Returns how many of *descending* are at least *x*. */
function countAtLeast(descending: ArrayLike<number>, x: number): number {
  let [low, high] = [0, descending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (descending[middle] >= x) low = middle + 1;
    else high = middle;
  }
  return low;
}

function medianOf(descending: Float64Array): number {
  const n = descending.length;
  return (descending[(n - 1) >> 1] + descending[n >> 1]) / 2;
}

/** Returns e^x; the same bits on every machine. */
function exponential(x: number): number {
  return x <= 0 ? decay(-x) : 1 / decay(x);
}
