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
  table.fill(-1, 0, tableSize(count));
  const found = width > 0 ? numberWords(values, count, width >> 2) : numberTexts(values, count);
  if (!found) return null;
  const {entries, bytes} = found;
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

/** How many different values there are, and the bytes of them. */
interface Entries {
  entries: number;
  bytes: number;
}

/** Numbers *count* values of *size* words each; returns null if too many differ. */
function numberWords(values: Uint8Array, count: number, size: number): Entries | null {
  const words = new Int32Array(values.buffer, values.byteOffset, values.length >> 2);
  const mask = tableSize(count) - 1;
  const rest = size - 1; // 0 or 1: the place of the other half
  let entries = 0;
  let number = -1;
  let low = 0;
  let high = 0;
  for (let i = 0, at = 0; i < count; ++i, at += size) {
    if (number < 0 || words[at] !== low || words[at + rest] !== high) {
      low = words[at];
      high = words[at + rest];
      let slot = hashOf(low, rest * high) & mask;
      for (; (number = table[slot]) >= 0; slot = (slot + 1) & mask) {
        const entry = starts[number] >> 2;
        if (words[entry] === low && words[entry + rest] === high) break;
      }
      if (number < 0) {
        if (isTooMany(entries, i)) return null;
        starts[entries] = at << 2;
        table[slot] = number = entries++;
      }
    }
    numbers[i] = number;
  }
  return {entries, bytes: entries * size * 4};
}

/** Numbers *count* texts, each behind its length; returns null if too many differ. */
function numberTexts(values: Uint8Array, count: number): Entries | null {
  const view = new DataView(values.buffer, values.byteOffset, values.byteLength);
  const mask = tableSize(count) - 1;
  let entries = 0;
  let bytes = 0;
  let number = -1;
  for (let i = 0, at = 0; i < count; ++i) {
    const length = 4 + view.getInt32(at, true);
    if (number < 0 || !isSame(view, at, starts[number], length)) {
      let slot = hashOfText(view, at, length) & mask;
      for (; (number = table[slot]) >= 0; slot = (slot + 1) & mask)
        if (isSame(view, at, starts[number], length)) break;
      if (number < 0) {
        if (isTooMany(entries, i)) return null;
        starts[entries] = at;
        table[slot] = number = entries++;
        bytes += length;
      }
    }
    numbers[i] = number;
    at += length;
  }
  return {entries, bytes};
}

/** Returns whether one more of *entries*, the value *i*, is one too many. */
function isTooMany(entries: number, i: number): boolean {
  return entries === maxEntries || (i === trial && entries > trial * maxShare);
}

function hashOf(low: number, high: number): number {
  const hash = Math.imul(low, 0x9e3779b1);
  const mixed = Math.imul(hash ^ (hash >>> 15) ^ high, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

/** Of a long text, the first bytes and the length count. */
function hashOfText(view: DataView, at: number, length: number): number {
  const end = at + Math.min(length, 64);
  let hash = 0x811c9dc5;
  let i = at;
  for (; i + 4 <= end; i += 4)
    hash = Math.imul(hash ^ view.getInt32(i, true) ^ (hash >>> 15), 0x85ebca6b);
  for (; i < end; ++i) hash = Math.imul(hash ^ view.getUint8(i), 0x01000193);
  return hash ^ (hash >>> 13);
}

/** Returns whether the texts at *a* and *b*, with their lengths, are the same; that at *a* has *length* bytes. */
function isSame(view: DataView, a: number, b: number, length: number): boolean {
  if (view.getInt32(b, true) !== length - 4) return false;
  let i = 4;
  for (; i + 4 <= length; i += 4)
    if (view.getInt32(a + i, true) !== view.getInt32(b + i, true)) return false;
  for (; i < length; ++i) if (view.getUint8(a + i) !== view.getUint8(b + i)) return false;
  return true;
}

function lengthAt(bytes: Uint8Array, at: number): number {
  return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
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
