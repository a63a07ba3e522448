import {isLittleEndian} from "../forest/little-endian.js";

const digits = 4; // of a double-precision number, 16 bits each
const buckets = 2 ** 16;

/** How many values a bucket holds of those that share it, in the mean, beyond which a radix sort is faster. */
const crowded = 16;

/**
 * Returns the indexes of *values* in ascending order of the values, equal ones in the order of their
 * indexes. Throws a RangeError on NaN. Takes time and memory proportional to the number of values,
 * 32 bytes each: a bucket a value, or a radix sort over the bits of the numbers where many share a bucket.
 */
export function ascendingOrder(values: ArrayLike<number>): Uint32Array {
  const doubles = new Float64Array(values.length);
  for (let i = 0; i < values.length; ++i) {
    doubles[i] = values[i] + 0; // −0 + 0 is 0, so that zeros are equal
    if (Number.isNaN(doubles[i])) throw new RangeError(`invalid score ${i}: NaN`);
  }
  return maybeBucketOrder(doubles) ?? radixOrder(doubles);
}

/** Returns the order by as many buckets of equal width as there are values; undefined if they are crowded. */
function maybeBucketOrder(values: Float64Array): Uint32Array | undefined {
  const n = values.length;
  let [least, most] = [Infinity, -Infinity];
  for (let i = 0; i < n; ++i) {
    if (values[i] < least) least = values[i];
    if (values[i] > most) most = values[i];
  }
  const scale = (n - 1) / (most - least);
  if (!(scale > 0 && scale < Infinity)) return undefined;
  const bucket = new Uint32Array(n);
  const starts = new Uint32Array(n + 1);
  for (let i = 0; i < n; ++i) {
    bucket[i] = (values[i] - least) * scale; // in the order of the values, whatever is rounded
    ++starts[bucket[i]];
  }
  let start = 0;
  let shared = 0;
  for (let i = 0; i < n; ++i) {
    const count = starts[i];
    shared += count * count;
    starts[i] = start;
    start += count;
  }
  if (shared > crowded * n) return undefined;
  const order = new Uint32Array(n);
  const sorted = new Float64Array(n);
  for (let i = 0; i < n; ++i) {
    const place = starts[bucket[i]]++;
    order[place] = i;
    sorted[place] = values[i];
  }
  sortNearly(sorted, order);
  return order;
}

/** Sorts *values* that lie close to where they belong, equal ones as they stand, and *order* with them. */
function sortNearly(values: Float64Array, order: Uint32Array): void {
  for (let i = 1; i < values.length; ++i) {
    const value = values[i];
    if (!(values[i - 1] > value)) continue;
    const index = order[i];
    let at = i;
    for (; at > 0 && values[at - 1] > value; --at) {
      values[at] = values[at - 1];
      order[at] = order[at - 1];
    }
    values[at] = value;
    order[at] = index;
  }
}

/** Returns the order by the bits of the numbers, which are overwritten. */
function radixOrder(values: Float64Array): Uint32Array {
  const n = values.length;
  const keys = sortableBits(values);
  let order = new Uint32Array(n);
  for (let i = 0; i < n; ++i) order[i] = i;
  let next = new Uint32Array(n);
  for (let digit = 0; digit < digits; ++digit) {
    const starts = countDigits(keys, digit);
    if (!starts) continue;
    for (let i = 0; i < n; ++i) next[starts[keys[digits * order[i] + digit]]++] = order[i];
    [order, next] = [next, order];
  }
  return order;
}

/** Returns where each value of a digit begins in the order, or undefined if all have the same. */
function countDigits(keys: Uint16Array, digit: number): Uint32Array | undefined {
  const counts = new Uint32Array(buckets);
  for (let i = digit; i < keys.length; i += digits) ++counts[keys[i]];
  let start = 0;
  for (let i = 0; i < buckets; ++i) {
    const count = counts[i];
    if (digits * count === keys.length) return undefined;
    counts[i] = start;
    start += count;
  }
  return counts;
}

/**
 * Returns the bits of each number as four 16-bit digits, the lowest first, in their place, so that the order of
 * the digits is that of the numbers: the sign is flipped, and all bits of negative numbers.
 */
function sortableBits(doubles: Float64Array): Uint16Array {
  const keys = new Uint16Array(doubles.buffer);
  if (!isLittleEndian) for (let i = 0; i < keys.length; i += digits) keys.subarray(i, i + digits).reverse(); // prettier-ignore
  for (let top = digits - 1; top < keys.length; top += digits) {
    if (keys[top] < 0x8000) {
      keys[top] ^= 0x8000;
      continue;
    }
    for (let i = top - digits + 1; i <= top; ++i) keys[i] ^= 0xffff;
  }
  return keys;
}

/** Sorts *values* in ascending order, in place, NaN last, and returns them; quickly if they are in descending order. */
export function sortAscending(values: Float64Array): Float64Array {
  let i = 1;
  while (i < values.length && values[i] <= values[i - 1]) ++i;
  const isDescending = i >= values.length && !(values[0] >= 0 && values.at(-1)! <= 0); // of zeros, −0 is to come first
  return isDescending ? values.reverse() : values.sort();
}

/**
 * Returns the *k* highest of *values*, ascending; all if there are fewer. Throws a RangeError on NaN. Takes memory for 2k
 * numbers, and time for one look at each value if k is small beside them.
 */
export function highest(values: ArrayLike<number>, k: number): Float64Array {
  const n = values.length;
  if (k >= n / 4) return highestOfAll(values, k);
  const kept = new Float64Array(2 * k);
  let count = 0;
  let least = -Infinity; // what is not above it is not among the highest, or equal to the lowest of them
  for (let i = 0; i < n; ++i) {
    const value = values[i];
    if (value > least || (count < k && value === least)) {
      kept[count++] = value;
      if (count < kept.length) continue;
      kept.sort().copyWithin(0, k);
      count = k;
      least = kept[0];
    } else if (Number.isNaN(value)) throw new RangeError("invalid score: NaN");
  }
  return kept
    .slice(0, count)
    .sort()
    .subarray(Math.max(0, count - k));
}

function highestOfAll(values: ArrayLike<number>, k: number): Float64Array {
  const sorted = new Float64Array(values).sort();
  if (Number.isNaN(sorted.at(-1))) throw new RangeError("invalid score: NaN");
  return sorted.subarray(Math.max(0, sorted.length - k));
}
