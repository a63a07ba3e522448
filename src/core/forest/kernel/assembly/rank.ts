import {tile} from "./tile.js";

/** Added to a small number, leaves its nearest integer in the lowest bits. */
const shift: f64 = 4503599627370496; // 2⁵²

/**
 * Writes *out*, for each of *rows* values that stand *stride* bytes apart, how many of the column’s
 * thresholds are not above it; NaN is above all. The start of a value’s bucket is a rank at or below
 * its own, since the bucket is found by operations that keep the order; a binary search ends it. Two
 * rows a turn: one more must be readable and writable.
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
  const origins = f64x2.splat(origin);
  const scales = f64x2.splat(scale);
  const lasts = f64x2.splat(<f64>last);
  const none = f64x2.splat(0);
  const shifts = f64x2.splat(shift);
  for (let row = 0; row < rows; row += 2) {
    const a = load<f32>(values);
    const b = load<f32>(values + stride);
    const pair = f64x2.replace_lane(f64x2.splat(<f64>a), 1, <f64>b);
    const place = f64x2.mul(f64x2.sub(pair, origins), scales);
    const inside = f64x2.pmax(f64x2.pmin(lasts, place), none); // NaN becomes the last
    const buckets = f64x2.add(inside, shifts);
    store<u16>(out, find(a, i32x4.extract_lane(buckets, 0), starts, thresholds, count, half));
    store<u16>(out + 2, find(b, i32x4.extract_lane(buckets, 2), starts, thresholds, count, half));
    values += stride << 1;
    out += 4;
  }
}

function find(
  value: f32,
  bucket: i32,
  starts: usize,
  thresholds: usize,
  count: i32,
  half: i32
): i32 {
  let found: i32 = load<u16>(starts + ((<usize>bucket) << 1));
  if (half > 2) {
    for (let step = half; step > 2; step >>= 1) found = further(found, value, thresholds, step);
  }
  found = further(found, value, thresholds, 2); // most columns need these two steps and no other
  found = further(found, value, thresholds, 1);
  return min<i32>(found, count);
}

/** Returns *found*, or as many *step* further if the thresholds up to there are not above *value*. */
function further(found: i32, value: f32, thresholds: usize, step: i32): i32 {
  const last = load<f32>(thresholds + ((<usize>(found + step - 1)) << 2));
  return found + (value < last ? 0 : step);
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
