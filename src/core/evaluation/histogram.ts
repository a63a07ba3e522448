import type {Histogram} from "../schema/published.js";

/** The bins of a histogram. */
export interface HistogramOptions {
  /** Where the first bin begins; defaults to 0. */
  from?: number;

  /** The width of a bin; defaults to 0.01. */
  step?: number;

  /** The number of bins; defaults to 100. */
  bins?: number;
}

/**
 * Returns how many *values* lie in each bin [from + i × step, from + (i + 1) × step). Values below the
 * first bin are counted in it, and values beyond the last in that, so that the counts add up to the
 * number of values. Throws a RangeError on NaN.
 */
export function histogram(
  values: ArrayLike<number>,
  {from = 0, step = 0.01, bins = 100}: HistogramOptions = {}
): Histogram {
  if (!(step > 0)) throw new RangeError(`invalid step: ${step}`);
  if (!(Number.isInteger(bins) && bins >= 1)) throw new RangeError(`invalid bins: ${bins}`);
  const counts = new Array<number>(bins).fill(0);
  for (let i = 0; i < values.length; ++i) {
    const value = values[i];
    if (Number.isNaN(value)) throw new RangeError(`invalid value ${i}: NaN`);
    let bin = Math.max(0, Math.min(bins - 1, Math.floor((value - from) / step)));
    if (bin > 0 && value < from + bin * step) --bin; // the division may round over the edge
    if (bin < bins - 1 && value >= from + (bin + 1) * step) ++bin;
    ++counts[bin];
  }
  return {from, step, counts};
}
