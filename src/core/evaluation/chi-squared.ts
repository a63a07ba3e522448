import {decay} from "../forest/decay.js";

/** The argument from which the tail of the normal distribution is a continued fraction, not one less a series. */
const fractionFrom = 2;

/** The steps of the fraction and the terms of the series: at the arguments that they are for, nothing is left in double precision. */
const [steps, terms] = [200, 100];

const rootOfPi = 1.772453850905516;

/**
 * Returns the probability that a variable with the χ² distribution of *degrees* degrees of freedom is at least *x*, in [0, 1], to
 * within 1e-12 of itself. Only operations that IEEE 754 fixes: a browser recomputes it. Throws a RangeError unless *degrees* is a
 * positive integer.
 *
 * Abramowitz & Stegun, “Handbook of Mathematical Functions” (1964), 26.4.4 and 26.4.5.
 */
export function chiSquaredTail(x: number, degrees: number): number {
  if (!(Number.isInteger(degrees) && degrees >= 1))
    throw new RangeError(`invalid degrees of freedom: ${degrees}`);
  if (!(x > 0)) return 1;
  const half = x / 2;
  const isUneven = degrees % 2 === 1;
  let term = isUneven ? (2 * Math.sqrt(half)) / rootOfPi : 1;
  let sum = 0;
  for (let k = isUneven ? 3 : 2; k <= degrees; k += 2) {
    sum += term;
    term *= half / (k / 2);
  }
  const tail = decay(half) * sum;
  return Math.min(1, isUneven ? complementaryError(Math.sqrt(half)) + tail : tail);
}

/** Returns erfc(x) = 2/√π ∫ₓ^∞ exp(−t²) dt for x ≥ 0, in [0, 1]; Abramowitz & Stegun, 7.1.6 and 7.1.14. */
export function complementaryError(x: number): number {
  const weight = decay(x * x) / rootOfPi;
  if (x < fractionFrom) {
    let term = 2 * x;
    let sum = 0;
    for (let k = 1; k <= terms; ++k) {
      sum += term;
      term *= (2 * x * x) / (2 * k + 1);
    }
    return 1 - weight * sum;
  }
  let fraction = x;
  for (let k = steps; k >= 1; --k) fraction = x + k / 2 / fraction;
  return weight / fraction;
}
