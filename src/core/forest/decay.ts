import {powerOfTwo} from "./power.js";

const steps = 16; // of the table, to a factor of 2
const stepsOfE = 23.083120654223414; // 16 / ln 2
const step = 0.04332169878499658; // ln 2 / 16
const lowest = 1100; // halvings, beyond which nothing is left

/** 2^(−k/16) for k in [0, 16), and 2^(−k) for k in [0, 1100). */
const fractions = Float64Array.from({length: steps}, (_, k) => powerOfTwo(-k / steps));
const halvings = Float64Array.from(
  {length: lowest},
  (_, k) => 2 ** -(k >> 1) * 2 ** -((k + 1) >> 1)
);

/**
 * Returns exp(−x) for x ≥ 0, in [0, 1], to within 1e-15 × (1 + x) of itself. Unlike `Math.exp`, whose
 * last bits the language leaves to the engine, it uses only operations that IEEE 754 fixes: the same
 * bits everywhere.
 */
export function decay(x: number): number {
  const exact = x * stepsOfE;
  if (!(exact < steps * (lowest - 1))) return 0;
  const integral = Math.floor(exact + 0.5);
  const rest = (integral - exact) * step; // at most ln 2 / 32 either way: seven terms leave below 1e-17
  const series =
    1 +
    rest *
      (1 +
        (rest / 2) *
          (1 +
            (rest / 3) * (1 + (rest / 4) * (1 + (rest / 5) * (1 + (rest / 6) * (1 + rest / 7))))));
  return series * fractions[integral & 15] * halvings[integral >> 4];
}

/** Returns the tables of `decay` for the kernel in WebAssembly: the fractions, then the halvings. */
export function decayTables(): Float64Array {
  return Float64Array.of(...fractions, ...halvings);
}
