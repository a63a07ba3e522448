const ln2 = 0.6931471805599453;
const degree = 13; // of the polynomial; the remainder at ±ln2 / 2 is below 1e-17

/** 1/k! for k = 0 … 13: the coefficients of the exponential function, which the kernel uses, too. */
export const coefficients = new Float64Array(degree + 1).fill(1);
for (let k = 1; k <= degree; ++k) coefficients[k] = coefficients[k - 1] / k;

/**
 * Returns 2^x, within 2 units in the last place. Unlike `Math.pow`, whose last bits the language
 * leaves to the engine, it uses only operations that IEEE 754 fixes: the same bits everywhere.
 */
export function powerOfTwo(x: number): number {
  if (!(x > -1022)) return x <= -1022 ? 0 : NaN;
  if (x > 1023) return Infinity;
  const integral = Math.round(x);
  const rest = (x - integral) * ln2;
  let power = coefficients[degree];
  for (let k = degree - 1; k >= 0; --k) power = power * rest + coefficients[k];
  return scale(power, integral);
}

/** Multiplies by a power of two, by squaring; exact, since only exponents change. */
function scale(value: number, exponent: number): number {
  let base = exponent < 0 ? 0.5 : 2;
  for (let bits = Math.abs(exponent); bits > 0; bits >>= 1) {
    if (bits & 1) value *= base;
    if (bits > 1) base *= base;
  }
  return value;
}
