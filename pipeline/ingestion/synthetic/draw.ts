import type {Random} from "../../../src/core/forest/types.js";

/** Returns whether something of the given *probability* happens. */
export function chance(random: Random, probability: number): boolean {
  return random() < probability;
}

/** Draws an integer in [least, most], each equally likely. */
export function integer(random: Random, least: number, most: number): number {
  return least + Math.floor(random() * (most - least + 1));
}

/** Draws one of *items*, each equally likely. */
export function pick<T>(random: Random, items: readonly T[]): T {
  return items[Math.floor(random() * items.length)];
}

/**
 * Draws from a normal distribution of mean 0 and deviation 1, as the sum of four uniforms: within
 * ±3.47, and free of trigonometry, which engines are not bound to round alike.
 */
export function normal(random: Random): number {
  return (random() + random() + random() + random() - 2) * 1.7320508075688772;
}

/** Draws an integer, at least 0, whose logarithm is normal: half of the draws are below *median*. */
export function logNormal(random: Random, median: number, deviation: number): number {
  return Math.round(median * Math.exp(deviation * normal(random)));
}

/** Draws an integer in [0, n) by Zipf’s law, nearly: place k is drawn about 1 / (k + 1) as often as 0. */
export function zipf(random: Random, n: number): number {
  return Math.floor(Math.exp(random() * Math.log(n + 1)) - 1);
}

/** Returns *items* in an order drawn at random. */
export function shuffled<T>(random: Random, items: readonly T[]): T[] {
  const order = items.slice();
  for (let i = order.length - 1; i > 0; --i) {
    const j = integer(random, 0, i);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/** Returns the position of the first of the ascending *values* that is above *value*; the last if none is. */
export function firstAbove(values: Float64Array, value: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
