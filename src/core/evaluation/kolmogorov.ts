import {decay} from "../forest/decay.js";

/** The terms of the series after which nothing is left in double precision, for any argument that matters. */
const terms = 100;

/**
 * Returns the probability that the distance between the empirical distribution of *n* values and the continuous one that they come
 * from is at least *distance*, by chance; in [0, 1]. It is the limit for many values, with Stephens’ correction for few: within
 * 0.01 from n = 8 on. The same bits everywhere: a browser recomputes it.
 *
 * Kolmogorov (1933); Stephens, “Use of the Kolmogorov–Smirnov, Cramér–von Mises and related statistics without extensive tables”
 * (J. R. Statist. Soc. B 32:1, 1970).
 */
export function kolmogorovTail(distance: number, n: number): number {
  const root = Math.sqrt(n);
  const x = (root + 0.12 + 0.11 / root) * distance;
  if (x < 0.2) return 1; // the series converges slowly there, and the probability is 1 − 10⁻¹²
  let sum = 0;
  for (let k = 1; k <= terms; ++k) sum += (k % 2 === 1 ? 2 : -2) * decay(2 * k * k * x * x);
  return Math.min(1, Math.max(0, sum));
}
