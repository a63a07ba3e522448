/** Returns the median of numbers in ascending order, the mean of the middle two; 0 if there are none. */
export function middle(sorted: ArrayLike<number>): number {
  const n = sorted.length;
  return n === 0 ? 0 : (sorted[(n - 1) >> 1] + sorted[n >> 1]) / 2;
}

/** Returns how many of the numbers in [from, until) of *sorted*, ascending, are below *value*. */
export function countBelow(
  sorted: Float64Array,
  value: number,
  from = 0,
  until = sorted.length
): number {
  let [low, high] = [from, until];
  while (low < high) {
    const half = (low + high) >>> 1;
    if (sorted[half] < value) low = half + 1;
    else high = half;
  }
  return low - from;
}

/** Returns how many of the numbers in [from, until) of *sorted*, ascending, are at most *value*. */
export function countUpTo(
  sorted: Float64Array,
  value: number,
  from = 0,
  until = sorted.length
): number {
  let [low, high] = [from, until];
  while (low < high) {
    const half = (low + high) >>> 1;
    if (sorted[half] <= value) low = half + 1;
    else high = half;
  }
  return low - from;
}
