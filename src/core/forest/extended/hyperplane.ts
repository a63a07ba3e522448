import type {Planes} from "./types.js";

const greatest = 3.4028234663852886e38; // in single precision

/**
 * Returns on which side of hyperplane *plane* the row that begins at *values[at]* lies: left if the
 * result is below 0. It is the sum of normal × value over its columns, less the plane’s offset; where
 * a value is not finite, the sum of `termOf`. The same bits for the same row, wherever it stands.
 */
export function sideOf(planes: Planes, plane: number, values: Float32Array, at: number): number {
  const {column, normal, offset, width} = planes;
  const first = plane * width;
  const last = first + width - 1;
  let even = -offset[plane];
  let uneven = 0; // two sums side by side: an addition would wait for the one before it
  let i = first;
  for (; i < last; i += 2) {
    even += normal[i] * values[at + column[i]];
    uneven += normal[i + 1] * values[at + column[i + 1]];
  }
  if (i === last) even += normal[i] * values[at + column[i]];
  const sum = even + uneven;
  return Number.isFinite(sum) ? sum : sideOfNonFiniteRow(planes, plane, values, at);
}

/** Returns the offset of hyperplane *plane*: the sum of normal × intercept over its columns. */
export function offsetOf(
  {normal, intercept, width}: Omit<Planes, "offset">,
  plane: number
): number {
  let offset = 0;
  for (let i = plane * width; i < (plane + 1) * width; ++i) offset += normal[i] * intercept[i];
  return offset;
}

/**
 * Returns what element *i* of the hyperplanes adds to the side of a row whose value in its column is
 * *value*. A value that is missing, NaN, adds 0; an infinite one counts as the greatest number of
 * single precision with its sign.
 */
export function termOf({normal, intercept}: Planes, i: number, value: number): number {
  if (Number.isNaN(value)) return 0;
  return normal[i] * (Math.max(-greatest, Math.min(greatest, value)) - intercept[i]);
}

/** The sum again, for rows with values that are not finite: these are rare, and the test is slow. */
function sideOfNonFiniteRow(
  planes: Planes,
  plane: number,
  values: Float32Array,
  at: number
): number {
  const {column, width} = planes;
  const end = (plane + 1) * width;
  let sum = 0;
  for (let i = end - width; i < end; ++i) sum += termOf(planes, i, values[at + column[i]]);
  return sum;
}
