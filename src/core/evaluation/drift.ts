import {logarithm} from "../forest/logarithm.js";

/** Shares below this count as this, so that an empty bin does not make the index infinite. */
const minShare = 1e-4;

/**
 * Returns the population stability index of two distributions over the same bins, given as shares (or
 * counts: each list is divided by its sum): Σ (actual − expected) · ln(actual / expected), in [0, ∞); 0
 * if they are equal, and the same with the two exchanged. Shares below 0.0001 count as that. By custom, below
 * 0.1 little has changed, and from 0.25 on much has. Throws a RangeError if the lists differ in
 * length, or one holds nothing or something below 0.
 *
 * Siddiqi, “Credit Risk Scorecards” (Wiley 2006), chapter 9; Jeffreys’ divergence.
 */
export function populationStability(
  expected: ArrayLike<number>,
  actual: ArrayLike<number>
): number {
  const [before, after] = sharesOf(expected, actual);
  let index = 0;
  for (let i = 0; i < before.length; ++i) {
    const e = Math.max(minShare, before[i]);
    const a = Math.max(minShare, after[i]);
    index += (a - e) * logarithm(a / e);
  }
  return index;
}

/**
 * Returns what the population stability index of two samples of the same distribution stays below by
 * chance: its mean and three standard deviations, for samples of *n* and *m* over *bins* bins. It is
 * (1/n + 1/m) times a χ² of bins − 1 degrees of freedom, approximately. Infinite if a sample is empty.
 *
 * Yurdakul & Naranjo, “Statistical properties of the population stability index” (J. Risk Model
 * Validation 14:4, 2020).
 */
export function stabilityNoise(n: number, m: number, bins: number): number {
  const freedom = Math.max(1, bins - 1);
  return (1 / n + 1 / m) * (freedom + 3 * Math.sqrt(2 * freedom));
}

/**
 * Returns the two-sample Kolmogorov–Smirnov statistic: the greatest distance between the empirical
 * distribution functions of *a* and *b*, both sorted ascending; in [0, 1], 0 if they are equal. Equal values
 * are stepped over together. Throws a RangeError if one is empty.
 *
 * Smirnov, “Table for estimating the goodness of fit of empirical distributions” (1948).
 */
export function kolmogorovSmirnov(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length === 0 || b.length === 0) {
    throw new RangeError(`too few values: ${a.length} and ${b.length}; each sample needs 1`);
  }
  let [i, j, distance] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i], b[j]);
    while (i < a.length && a[i] <= value) ++i;
    while (j < b.length && b[j] <= value) ++j;
    distance = Math.max(distance, Math.abs(i / a.length - j / b.length));
  }
  return distance;
}

/**
 * Returns the Kolmogorov–Smirnov statistic of two distributions over the same ordered bins, given as
 * shares or counts: the greatest distance of their sums so far, in [0, 1]. What happens within a bin is not seen, so
 * that it is at most the statistic of the values. Throws as `populationStability` does.
 */
export function kolmogorovSmirnovOfShares(
  expected: ArrayLike<number>,
  actual: ArrayLike<number>
): number {
  const [before, after] = sharesOf(expected, actual);
  let [difference, distance] = [0, 0];
  for (let i = 0; i < before.length; ++i) {
    difference += after[i] - before[i];
    distance = Math.max(distance, Math.abs(difference));
  }
  return Math.min(1, distance);
}

/**
 * Returns how many of *values* lie in each bin between *edges*, ascending: bin i is [edges[i],
 * edges[i + 1]), the first takes what is below it too, and the last is open. NaN is skipped.
 */
export function binCounts(edges: ArrayLike<number>, values: ArrayLike<number>): Float64Array {
  const counts = new Float64Array(Math.max(1, edges.length));
  for (let i = 0; i < values.length; ++i) {
    if (!Number.isNaN(values[i])) ++counts[binOf(edges, values[i])];
  }
  return counts;
}

/** Returns the bin of *value* between *edges*, as `binCounts` has them; found by halving. */
export function binOf(edges: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = edges.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (value >= edges[middle]) low = middle;
    else high = middle - 1;
  }
  return low;
}

function sharesOf(
  expected: ArrayLike<number>,
  actual: ArrayLike<number>
): [Float64Array, Float64Array] {
  if (expected.length !== actual.length) {
    throw new RangeError(`invalid bins: ${expected.length} and ${actual.length}; give as many`);
  }
  return [shares(expected), shares(actual)];
}

function shares(values: ArrayLike<number>): Float64Array {
  const taken = Float64Array.from(values);
  let sum = 0;
  for (const value of taken) {
    if (!(value >= 0)) throw new RangeError(`invalid share: ${value}`);
    sum += value;
  }
  if (!(sum > 0 && Number.isFinite(sum))) throw new RangeError(`invalid sum of shares: ${sum}`);
  return taken.map((value) => value / sum);
}
