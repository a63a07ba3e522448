const high = 0.6931471803691238; // ln 2, its last 20 bits 0, so that its multiples are exact
const low = 1.9082149292705877e-10; // the rest of it
const terms = 12; // of the series; the remainder at √2 is below 1e-19

/**
 * Returns the natural logarithm of *x*, a finite number of at least 2^−1022, within 2 units in the
 * last place; throws a RangeError for any other. Unlike `Math.log`, whose last bits the language leaves to the engine, it uses only
 * operations that IEEE 754 fixes: the same bits everywhere.
 */
export function logarithm(x: number): number {
  if (!(x >= 2 ** -1022 && x < Infinity)) throw new RangeError(`invalid argument: ${x}`);
  let exponent = 0;
  for (; x >= Math.SQRT2; ++exponent) x /= 2;
  for (; x < Math.SQRT1_2; --exponent) x *= 2;
  const s = (x - 1) / (x + 1); // ln x = 2 (s + s³/3 + s⁵/5 + …)
  const square = s * s;
  let sum = 0;
  for (let k = terms; k >= 1; --k) sum = (sum + 1 / (2 * k + 1)) * square;
  return exponent * high + (2 * s + (2 * s * sum + exponent * low));
}
