import {tile} from "./tile.js";

/**
 * Writes *out*, for each of *rows* values that stand *stride* bytes apart, how many of the column’s
 * thresholds are not above it; NaN is above all. The start of a value’s bucket is a rank at or below
 * its own, since the bucket is found by operations that keep the order; a binary search ends it.
 */
export function rank(
  values: usize,
  stride: usize,
  rows: i32,
  origin: f64,
  scale: f64,
  last: i32,
  starts: usize,
  thresholds: usize,
  count: i32,
  half: i32,
  out: usize
): void {
  for (let row = 0; row < rows; ++row) {
    const value = load<f32>(values);
    const bucket = <i32>((<f64>value - origin) * scale); // saturates; NaN becomes 0
    const known = bucket < last && value == value ? max<i32>(bucket, 0) : last;
    let found: i32 = load<u16>(starts + ((<usize>known) << 1));
    for (let step = half; step > 0; step >>= 1) {
      found += value < load<f32>(thresholds + ((<usize>(found + step - 1)) << 2)) ? 0 : step;
    }
    store<u16>(out, min<i32>(found, count));
    values += stride;
    out += 2;
  }
}

/** Writes *out*, tile by tile and these *stride* bytes apart, the byte that *table* has for each rank. */
export function narrow(ranks: usize, rows: usize, table: usize, out: usize, stride: usize): void {
  for (let row: usize = 0; row < rows; row += tile) {
    for (let k: usize = 0; k < tile; ++k) {
      store<u8>(out + k, load<u8>(table + load<u16>(ranks)));
      ranks += 2;
    }
    out += stride;
  }
}
