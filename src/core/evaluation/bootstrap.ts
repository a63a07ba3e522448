import type {Random} from "../forest/types.js";
import {quantiles} from "./summary.js";

/** How to draw bootstrap samples. */
export interface BootstrapOptions {
  /** The number of samples; defaults to 1,000. */
  samples?: number;

  /** The source of randomness. */
  random: Random;
}

/** The ends of an interval, the lower one first. */
export interface Interval {
  low: number;
  high: number;
}

/**
 * Draws as many clusters as there are, with replacement, and returns what *statistics* says of each such sample: one list a statistic,
 * NaN where a sample does not define it. *clusters* has the number of the cluster of each item, from 0 without gaps; *statistics* is given how often
 * each item is drawn, in an array that the next sample overwrites. Items of a cluster are drawn together, so that intervals are as wide as
 * dependent events make them; two models measured in one call are paired.
 *
 * Efron & Tibshirani, “An Introduction to the Bootstrap” (1993), chapter 8; Field & Welsh, “Bootstrapping clustered data” (J. R. Statist. Soc. B 69:3, 2007).
 */
export function clusterBootstrap(
  clusters: ArrayLike<number>,
  statistics: (weights: Uint32Array) => readonly number[],
  {samples = 1000, random}: BootstrapOptions
): Float64Array[] {
  const count = countClusters(clusters);
  const drawn = new Uint32Array(count);
  const weights = new Uint32Array(clusters.length);
  const found: Float64Array[] = [];
  for (let sample = 0; sample < samples; ++sample) {
    drawn.fill(0);
    for (let i = 0; i < count; ++i) ++drawn[Math.floor(random() * count)];
    for (let i = 0; i < weights.length; ++i) weights[i] = drawn[clusters[i]];
    statistics(weights).forEach((value, k) => {
      (found[k] ??= new Float64Array(samples))[sample] = value;
    });
  }
  return found;
}

/**
 * Returns the interval between the 2.5 % and the 97.5 % quantile of *values*, those of `clusterBootstrap`; null if over a tenth of the samples
 * do not define it: what is left would be those that suit it.
 */
export function percentileInterval(values: ArrayLike<number>): Interval | null {
  let undefinedOnes = 0;
  for (let i = 0; i < values.length; ++i) undefinedOnes += Number(!Number.isFinite(values[i]));
  if (values.length === 0 || undefinedOnes > values.length / 10) return null;
  const [low, high] = quantiles(values, [0.025, 0.975]);
  return {low, high};
}

/** Returns the number of clusters; throws a RangeError if the number of one is no integer from 0. */
function countClusters(clusters: ArrayLike<number>): number {
  let count = 0;
  for (let i = 0; i < clusters.length; ++i) {
    if (!(Number.isInteger(clusters[i]) && clusters[i] >= 0))
      throw new RangeError(`invalid cluster ${i}: ${clusters[i]}`);
    count = Math.max(count, clusters[i] + 1);
  }
  return count;
}
