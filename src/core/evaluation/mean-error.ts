import {meanAndDeviation} from "./summary.js";

/** The mean of some numbers, and its standard error. */
export interface MeanAndError {
  mean: number;

  /** The standard deviation (of a sample: divided by n − 1) over the root of n; null of one number. */
  error: number | null;
}

/** Returns the mean of *values* and its standard error; throws a RangeError if there are none, or one is not finite. */
export function meanAndError(values: readonly number[]): MeanAndError {
  const broken = values.find((value) => !Number.isFinite(value));
  if (broken !== undefined) throw new RangeError(`invalid value: ${broken}`);
  const n = values.length;
  if (n === 0) throw new RangeError("too few values: 0; a mean needs 1");
  const {mean, deviation} = meanAndDeviation(values);
  return {mean, error: n > 1 ? deviation / Math.sqrt(n - 1) : null};
}
