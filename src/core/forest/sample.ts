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
  const rows = new Uint32Array(size);
  const bits = 33 - Math.clz32(size); // a table at most half full
  const places = new Int32Array(2 ** bits); // by the hash of a row: 1 + where it is in rows; 0 if free
  const placeOf = (row: number) => {
    let place = Math.imul(row, 0x9e3779b1) >>> (32 - bits);
    while (places[place] !== 0 && rows[places[place] - 1] !== row) {
      place = (place + 1) & (places.length - 1);
    }
    return place;
  };
  for (let i = 0; i < size; ++i) {
    const last = n - size + i;
    const row = Math.floor(random() * (last + 1));
    rows[i] = places[placeOf(row)] === 0 ? row : last;
    places[placeOf(rows[i])] = i + 1;
  }
  return rows.sort();
}
