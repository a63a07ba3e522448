/** The mean of some numbers, and their standard deviation (population: divided by n). */
export interface MeanAndDeviation {
  mean: number;
  deviation: number;
}

/**
 * Returns the mean and the population standard deviation of *values*; NaN for both if there are none.
 * Numerically stable: West’s update of Welford’s recurrence (CACM 22:9, 1979), in one pass.
 */
export function meanAndDeviation(values: ArrayLike<number>): MeanAndDeviation {
  let mean = 0;
  let squares = 0;
  for (let i = 0; i < values.length; ++i) {
    const change = values[i] - mean;
    mean += change / (i + 1);
    squares += change * (values[i] - mean);
  }
  if (values.length === 0) return {mean: NaN, deviation: NaN};
  return {mean, deviation: Math.sqrt(squares / values.length)};
}

/**
 * Returns the quantiles of *values* at *probabilities*, each in [0, 1], by linear interpolation
 * between order statistics: type 7 of Hyndman & Fan (1996), the default of R and NumPy. Values that
 * are not finite are skipped; NaN where none remains. Sorts a copy.
 */
export function quantiles(values: ArrayLike<number>, probabilities: readonly number[]): number[] {
  const sorted = finite(values).sort();
  return probabilities.map((p) => {
    if (!(0 <= p && p <= 1)) throw new RangeError(`invalid probability: ${p}`);
    const place = p * (sorted.length - 1);
    const below = Math.floor(place);
    const low = sorted[below] ?? NaN;
    const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? NaN;
    return low + (place - below) * (high - low);
  });
}

function finite(values: ArrayLike<number>): Float64Array {
  const kept = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; ++i) {
    if (Number.isFinite(values[i])) kept[count++] = values[i];
  }
  return kept.subarray(0, count);
}
