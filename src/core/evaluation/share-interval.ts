import type {Interval} from "./bootstrap.js";

/** The 97.5 % quantile of the standard normal distribution. */
const z = 1.959963984540054;

/**
 * Returns the 95 % interval of a share of which *found* of *n* were counted, in [0, 1]; of none, all of it.
 *
 * Wilson, “Probable inference, the law of succession, and statistical inference” (J. Am. Stat. Assoc. 22:158, 1927).
 */
export function shareInterval(found: number, n: number): Interval {
  if (!(n >= 0 && found >= 0 && found <= n))
    throw new RangeError(`invalid count: ${found} of ${n}`);
  if (n === 0) return {low: 0, high: 1};
  const share = found / n;
  const middle = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n)); // prettier-ignore
  return {low: Math.max(0, middle - half), high: Math.min(1, middle + half)};
}
