const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/**
 * Returns the least single-precision number that is not below *x*. For a single-precision value v,
 * v < x and v < ceilFloat32(x) are the same, so that thresholds lose nothing by the rounding.
 */
export function ceilFloat32(x: number): number {
  float[0] = x;
  return float[0] >= x || Number.isNaN(x) ? float[0] : stepUp();
}

/**
 * Returns the least single-precision number above *x*, Infinity beyond the greatest. For a
 * single-precision value v, v ≤ x and v < aboveFloat32(x) are the same: it turns a tool’s “at most”
 * into our “below”.
 */
export function aboveFloat32(x: number): number {
  float[0] = x;
  return float[0] > x || Number.isNaN(x) ? float[0] : stepUp();
}

/** Moves the number in *float* one step up, and returns it; both zeros step to the least above 0. */
function stepUp(): number {
  if (float[0] === 0) bits[0] = 1;
  else if (float[0] !== Infinity) bits[0] += float[0] > 0 ? 1 : -1;
  return float[0];
}
