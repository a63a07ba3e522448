/** Rows that were given a number by what they hold: equal pairs, equal numbers. */
export interface Groups {
  /** The group of each row, numbered from 0 in the order of their first rows. */
  ids: Uint32Array;

  /** The first row of each group. */
  first: Uint32Array;

  /** The number of groups. */
  count: number;
}

/**
 * Groups rows by the pair (a[i], b[i]) of integers in [0, 2³²), for the first *rows* rows. In time
 * linear in the rows, by open addressing; a table of strings as keys takes ten times as long.
 */
export function groupPairs(a: Uint32Array, b: Uint32Array, rows: number): Groups {
  const size = 1 << Math.max(4, Math.ceil(Math.log2(2 * rows + 1)));
  const slots = new Uint32Array(size); // the group in each slot, plus 1
  const ids = new Uint32Array(rows);
  const first = new Uint32Array(rows);
  let count = 0;
  for (let i = 0; i < rows; ++i) {
    let slot = hashPair(a[i], b[i]) & (size - 1);
    for (;;) {
      const group = slots[slot] - 1;
      if (group < 0) {
        first[count] = i;
        ids[i] = count;
        slots[slot] = ++count;
        break;
      }
      const other = first[group];
      if (a[other] === a[i] && b[other] === b[i]) {
        ids[i] = group;
        break;
      }
      slot = (slot + 1) & (size - 1);
    }
  }
  return {ids, first: first.subarray(0, count), count};
}

/** Mixes two integers into 32 bits, each bit depending on all: the finaliser of MurmurHash3. */
export function hashPair(a: number, b: number): number {
  let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b + 0x7f4a7c15, 0x85ebca77);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
