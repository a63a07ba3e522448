/** Makes the median absolute deviation of normal values their standard deviation: 1 / Φ⁻¹(3/4). */
export const madScale = 1.4826;

/** Makes the mean absolute deviation of normal values their standard deviation: √(π/2). */
export const meanScale = 1.253314;

/** What is usual of a quantity. */
export interface Usual {
  /** The number of values that it was learned from. */
  n: number;
  median: number;

  /** What counts as one deviation, in the unit of the values; 0 if nothing ever varied. */
  scale: number;

  /**
   * Where *scale* comes from: the median of the absolute deviations from the median; their mean, where
   * that median is 0; or, where all are 0, the mean over the values that *usualOf* was lent.
   */
  spread: "median" | "mean" | "lent" | "none";
}

/**
 * Returns what is usual among *values*, in any order: their median, and as scale the MAD times 1.4826
 * (Hampel, 1974). More than half of the values equal make the MAD 0; then the mean absolute deviation times
 * 1.2533 stands in (Iglewicz & Hoaglin, “How to Detect and Handle Outliers”, 1993). If all are equal, a
 * scale may be *lent*, which is 0 by default. The median of none is NaN.
 */
export function usualOf(values: readonly number[], lent = 0): Usual {
  const n = values.length;
  const median = medianOf(values);
  const deviations = values.map((value) => Math.abs(value - median));
  const mad = n ? medianOf(deviations) : 0;
  if (mad > 0) return {n, median, scale: madScale * mad, spread: "median"};
  const mean = meanDeviation(values, median);
  if (mean > 0) return {n, median, scale: meanScale * mean, spread: "mean"};
  return {n, median, scale: lent, spread: lent > 0 ? "lent" : "none"};
}

/**
 * Returns the robust z of *value*: how many scales it lies above the median, negative below. 0 at the median;
 * null elsewhere if nothing ever varied, since there is no measure of how far that is.
 */
export function robustZ(value: number, {median, scale}: Usual): number | null {
  if (value === median) return 0;
  return scale > 0 ? (value - median) / scale : null;
}

/** Returns the mean distance of *values* from *centre*; 0 if there are none. */
export function meanDeviation(values: readonly number[], centre: number): number {
  let sum = 0;
  for (const value of values) sum += Math.abs(value - centre);
  return values.length ? sum / values.length : 0;
}

/** Returns the median of *values*, the mean of the middle two if they are even in number; NaN if there are none. */
export function medianOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
