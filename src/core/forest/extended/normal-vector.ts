import type {Random} from "../types.js";

const ln2 = 0.6931471805599453;
const terms = 11; // of the series; the remainder at √½ is below 1e-17

/**
 * Returns a source of normal numbers, mean 0 and variance 1, that draws from *random*. It uses only
 * additions, products, quotients and square roots, which IEEE 754 fixes: the same bits in every engine.
 *
 * Marsaglia & Bray, “A convenient method for generating normal variables” (SIAM Review 6:3, 1964).
 */
export function normalsFrom(random: Random): Random {
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const kept = spare;
      spare = undefined;
      return kept;
    }
    let u = 0;
    let v = 0;
    let square = 0;
    while (!(square > 0 && square < 1)) {
      u = 2 * random() - 1;
      v = 2 * random() - 1;
      square = u * u + v * v;
    }
    const length = Math.sqrt((-2 * naturalLogarithm(square)) / square);
    spare = v * length;
    return u * length;
  };
}

/**
 * Returns ln x for x in [2⁻¹⁰²², 1], within 3 units in the last place. Unlike `Math.log`, whose last
 * bits the language leaves to the engine, it has the same bits everywhere.
 */
export function naturalLogarithm(x: number): number {
  let exponent = 0;
  for (; x < Math.SQRT1_2; x *= 2) --exponent;
  const z = (x - 1) / (x + 1); // ln x = 2 artanh z = 2 (z + z³/3 + z⁵/5 + …)
  let sum = 0;
  for (let k = terms; k >= 0; --k) sum = sum * z * z + 1 / (2 * k + 1);
  return 2 * z * sum + exponent * ln2;
}
