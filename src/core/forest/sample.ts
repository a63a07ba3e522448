import type {Random} from "./types.js";

/**
 * Draws *size* of the integers [0, n) without replacement, every subset equally likely, and returns
 * them in ascending order. Time and memory grow with *size*, not with *n*.
 *
 * Robert Floyd’s algorithm: Bentley & Floyd, “A sample of brilliance” (CACM 30:9, 1987).
 */
export function sample(n: number, size: number, random: Random): Uint32Array {
  if (!(Number.isInteger(size) && 0 <= size && size <= n && n <= 2 ** 32)) {
    throw new RangeError(`invalid sample size: ${size} of ${n} rows`);
  }
  const drawn = new Set<number>();
  for (let last = n - size; last < n; ++last) {
    const row = Math.floor(random() * (last + 1));
    drawn.add(drawn.has(row) ? last : row);
  }
  return Uint32Array.from(drawn).sort();
}
