import {variableLength} from "./compact.js";

/** The values of a column as numbers of entries of a dictionary, as Parquet holds them. */
export interface ColumnDictionary {
  /** The number of entries, and the entries in plain encoding. */
  count: number;
  entries: Uint8Array;

  /** The width of a number in bits, and the numbers of the values in runs. */
  indexes: Uint8Array;
}

/** The most entries: their numbers have 16 bits. */
const maxEntries = 1 << 16;

/** After how many values it is seen that most differ, and what share of them differs then. */
const trial = 2048;
const maxShare = 0.7;

const numbers = new Int32Array(1 << 17);
const table = new Int32Array(1 << 18);
const starts = new Int32Array(maxEntries + 1);

/**
 * Returns the dictionary of *count* values in plain encoding: integers and decimals of *width* bytes, or texts behind their
 * length where it is 0. Null where the values take no more as they are, or there are too many to say.
 */
export function dictionaryOf(
  values: Uint8Array,
  count: number,
  width: 0 | 4 | 8
): ColumnDictionary | null {
  if (count === 0 || count > numbers.length) return null;
  const words = new Int32Array(values.buffer, values.byteOffset, values.length >> 2);
  const mask = tableSize(count) - 1;
  table.fill(-1, 0, mask + 1);
  let entries = 0;
  let bytes = 0;
  let at = 0;
  for (let i = 0; i < count; ++i) {
    const length = width || 4 + lengthAt(values, at);
    let slot = (width ? hashOf(words, at >> 2, width) : hashOfText(values, at, length)) & mask;
    for (; table[slot] >= 0; slot = (slot + 1) & mask)
      if (isSame(values, words, {at, length, width}, starts[table[slot]])) break;
    if (table[slot] < 0) {
      if (entries === maxEntries || (i === trial && entries > trial * maxShare)) return null;
      starts[entries] = at;
      table[slot] = entries++;
      bytes += length;
    }
    numbers[i] = table[slot];
    at += length;
  }
  const bits = Math.max(1, 32 - Math.clz32(entries - 1));
  if (bytes + Math.ceil((count * bits) / 8) >= values.length) return null;
  return {
    count: entries,
    entries: entriesOf(values, {entries, bytes, width}),
    indexes: entries === 1 ? constant(count) : packed(count, bits)
  };
}

/** Returns a power of two of more than twice the entries that *count* values may have. */
function tableSize(count: number): number {
  return Math.min(table.length, 1 << (33 - Math.clz32(count)));
}

function lengthAt(bytes: Uint8Array, at: number): number {
  return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
}

function hashOf(words: Int32Array, at: number, width: 4 | 8): number {
  let hash = Math.imul(words[at], 0x9e3779b1);
  if (width === 8) hash = Math.imul(hash ^ (hash >>> 15) ^ words[at + 1], 0x85ebca6b);
  return hash ^ (hash >>> 15);
}

/** Of a long text, the first bytes and the length count. */
function hashOfText(bytes: Uint8Array, at: number, length: number): number {
  const end = at + Math.min(length, 64);
  let hash = 0x811c9dc5;
  for (let i = at; i < end; ++i) hash = Math.imul(hash ^ bytes[i], 0x01000193);
  return hash ^ (hash >>> 15);
}

function isSame(
  values: Uint8Array,
  words: Int32Array,
  {at, length, width}: {at: number; length: number; width: 0 | 4 | 8},
  entry: number
): boolean {
  if (width === 4) return words[at >> 2] === words[entry >> 2];
  if (width === 8)
    return words[at >> 2] === words[entry >> 2] && words[(at >> 2) + 1] === words[(entry >> 2) + 1];
  for (let i = 0; i < length; ++i) if (values[at + i] !== values[entry + i]) return false;
  return true;
}

function entriesOf(
  values: Uint8Array,
  {entries, bytes, width}: {entries: number; bytes: number; width: 0 | 4 | 8}
): Uint8Array {
  const copy = new Uint8Array(bytes);
  let at = 0;
  for (let i = 0; i < entries; ++i) {
    const length = width || 4 + lengthAt(values, starts[i]);
    for (let j = 0; j < length; ++j) copy[at + j] = values[starts[i] + j];
    at += length;
  }
  return copy;
}

/** Returns *count* times the number 0. */
function constant(count: number): Uint8Array {
  return Uint8Array.from([1, ...variableLength(count * 2), 0]);
}

/** Returns the first *count* numbers, *bits* wide, the lowest bit of each first, in one run of groups of eight. */
function packed(count: number, bits: number): Uint8Array {
  const groups = (count + 7) >> 3;
  const head = [bits, ...variableLength(groups * 2 + 1)];
  const bytes = new Uint8Array(head.length + groups * bits);
  bytes.set(head);
  let at = head.length;
  let held = 0;
  let length = 0;
  for (let i = 0; i < count; ++i) {
    held |= numbers[i] << length;
    for (length += bits; length >= 8; length -= 8) {
      bytes[at++] = held;
      held >>>= 8;
    }
  }
  if (length > 0) bytes[at] = held;
  return bytes;
}
