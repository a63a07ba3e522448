/** Where a value stands among the training rows. */
export interface Standing {
  /** Whether it lies outside of all of them, and on which side; null if it lies within. */
  outside: "above" | "below" | null;

  /** The share of them, in [0, 1], that are certainly less than the value, and those that are greater. */
  above: number;
  below: number;
}

/**
 * Returns where *value* stands among rows of which *values* are the quantiles, in ascending order: the
 * greatest quantile that is less, and the least that is greater. Between two quantiles, the shares are
 * lower bounds.
 */
export function standingOf(
  value: number,
  quantiles: readonly number[],
  values: readonly number[]
): Standing {
  const last = values.length - 1;
  if (value > values[last]) return {outside: "above", above: 1, below: 0};
  if (value < values[0]) return {outside: "below", above: 0, below: 1};
  let [above, below] = [0, 0];
  for (let i = 0; i <= last; ++i) {
    if (values[i] < value) above = quantiles[i];
    if (values[last - i] > value) below = 1 - quantiles[last - i];
  }
  return {outside: null, above, below};
}

/** Returns *standing* in words; e.g., `above 99.9 % of training`, `in the middle of training`. */
export function standingWords({outside, above, below}: Standing): string {
  if (outside) return `${outside} all of training`;
  if (above >= 0.5) return `above ${percent(above)} of training`;
  if (below >= 0.5) return `below ${percent(below)} of training`;
  return "in the middle of training";
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}
