import type {Drift, Drifted} from "../schema/drift.js";
import {
  binCounts,
  kolmogorovSmirnov,
  kolmogorovSmirnovOfShares,
  populationStability,
  stabilityNoise
} from "./drift.js";
import {quantiles} from "./summary.js";

const deciles = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/**
 * From these on an index counts as shifted, and as different: Siddiqi (2006), chapter 9. It is different
 * only if the distribution functions are apart, too: a few connections of a kind that training had
 * none of, a scan say, raise the index much and are no other network.
 */
export const driftLimits = {shifted: 0.1, different: 0.25, apart: 0.1} as const;

/** Of fewer values than this nothing is said. */
export const fewestRows = 100;

/**
 * Returns how far the values *after* are from those *before*, both finite and in ascending order: the index over the distinct deciles
 * of those before, the statistic over the values themselves. Throws a RangeError if one is empty.
 */
export function driftOfValues(before: ArrayLike<number>, after: ArrayLike<number>): Drift {
  const edges = [...new Set(quantiles(before, deciles))];
  const ks = kolmogorovSmirnov(before, after);
  return {
    psi: populationStability(binCounts(edges, before), binCounts(edges, after)),
    noise: stabilityNoise(before.length, after.length, edges.length),
    ks
  };
}

/**
 * Returns how far *actual* counts are from the *expected* ones, or shares, over the same ordered bins, where *before* and *after* are the
 * numbers of values counted. All zero if there is nothing in one of them.
 */
export function driftOfCounts(
  expected: ArrayLike<number>,
  actual: ArrayLike<number>,
  {before, after}: {before: number; after: number}
): Drift {
  const noise = stabilityNoise(before, after, expected.length);
  const isEmpty = (counts: ArrayLike<number>) => !Array.from(counts).some((count) => count > 0);
  if (isEmpty(expected) || isEmpty(actual)) return {psi: 0, noise, ks: 0};
  return {
    psi: populationStability(expected, actual),
    noise,
    ks: kolmogorovSmirnovOfShares(expected, actual)
  };
}

/** Returns what the drift of *rows* values comes to: an index counts only beyond what chance explains. */
export function driftVerdict({psi, noise, ks}: Drift, rows: number): Drifted {
  if (rows < fewestRows) return "unknown";
  if (psi < driftLimits.shifted || psi < noise) return "same";
  return psi >= driftLimits.different && ks >= driftLimits.apart ? "different" : "shifted";
}
