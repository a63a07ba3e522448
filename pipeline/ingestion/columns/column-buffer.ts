import {dictionaryOf} from "../../duckdb/dictionary.js";
import type {ColumnDictionary} from "../../duckdb/dictionary.js";
import type {ColumnType, PlainColumn} from "../../duckdb/plain-parquet.js";

/** A value that a table may hold. */
export type ColumnValue = string | number | boolean | null;

const widths: Readonly<Record<ColumnType, number>> = {
  BIGINT: 8,
  INTEGER: 4,
  TIMESTAMP: 8,
  DOUBLE: 8,
  BOOLEAN: 1,
  VARCHAR: 4
};

/** What a column held, for another thread. */
export interface ReleasedColumn {
  type: ColumnType;
  rows: number;
  nulls: number;

  /** How much of the bytes is used. */
  at: number;
  bytes: Uint8Array<ArrayBuffer>;
  valid: Uint8Array<ArrayBuffer>;
  smallest: number;
  largest: number;
}

const firstLength = 1 << 12;
const wordSize = 2 ** 32;

/**
 * The values of a column, as a page of Parquet holds them (plain encoding: little-endian, texts in UTF-8 behind their
 * length, flags as bits, null as nothing) while they wait to be written. Values are put where they stay, without an
 * object or a text in between: there are millions of them.
 */
export class ColumnBuffer implements PlainColumn {
  readonly type: ColumnType;

  /** The number of values, and how many of them are null. */
  rows = 0;
  nulls = 0;

  private readonly width: number;
  private bytes = Buffer.alloc(firstLength);
  private words = new Int32Array(this.bytes.buffer, this.bytes.byteOffset, firstLength >> 2);
  private doubles = new Float64Array(this.bytes.buffer, this.bytes.byteOffset, firstLength >> 3);
  private at = 0;
  private smallest = Infinity;
  private largest = -Infinity;
  private valid = new Uint8Array(firstLength >> 3);

  /** A column of *type*. */
  constructor(type: ColumnType) {
    this.type = type;
    this.width = widths[type];
  }

  /** Adds *value*. */
  put(value: ColumnValue): void {
    if (value === null) this.putNull();
    else if (typeof value === "string") this.putString(value);
    else this.putNumber(Number(value));
  }

  /** Adds null. */
  putNull(): void {
    this.reserve(0);
    ++this.nulls;
    ++this.rows;
  }

  /** Adds a number; of flags, 0 is false. */
  putNumber(value: number): void {
    this.reserve(this.width);
    switch (this.type) {
      case "TIMESTAMP":
        if (value < this.smallest) this.smallest = value;
        if (value > this.largest) this.largest = value;
        this.putLong(value);
        break;
      case "BIGINT":
        this.putLong(value);
        break;
      case "INTEGER":
        this.words[this.at >> 2] = value;
        this.at += 4;
        break;
      case "DOUBLE":
        this.doubles[this.at >> 3] = value;
        this.at += 8;
        break;
      case "BOOLEAN":
        this.putBit(value !== 0);
        break;
      case "VARCHAR":
        throw new TypeError(`invalid text: ${value}`);
    }
    this.setValid();
  }

  private putLong(value: number): void {
    const high = Math.floor(value / wordSize);
    const i = this.at >> 2;
    this.words[i] = value - high * wordSize;
    this.words[i + 1] = high;
    this.at += 8;
  }

  /** Adds the text that *source* holds between *start* and *end*, in UTF-8. */
  putText(source: Uint8Array, start: number, end: number): void {
    const length = end - start;
    this.reserve(4 + length);
    const {bytes} = this;
    let {at} = this;
    at = putLength(bytes, at, length);
    for (let i = start; i < end; ++i) bytes[at++] = source[i];
    this.at = at;
    this.setValid();
  }

  /** Returns how many bytes wait. */
  length(): number {
    return this.at;
  }

  /** Returns the values that wait, good until the next one; nothing stands for those that are null. */
  values(): Uint8Array {
    return this.bytes.subarray(0, this.type === "BOOLEAN" ? (this.at + 7) >> 3 : this.at);
  }

  /** Returns one bit a value, from the lowest of each byte on: whether it is not null. */
  validity(): Uint8Array {
    return this.valid.subarray(0, (this.rows + 7) >> 3);
  }

  /** Returns the values by their dictionary, where that is shorter; else null. */
  dictionary(): ColumnDictionary | null {
    if (this.type === "BOOLEAN") return null;
    const width = this.type === "VARCHAR" ? 0 : (this.width as 4 | 8);
    return dictionaryOf(this.values(), this.rows - this.nulls, width);
  }

  /** Returns the first and the last of the times that wait; null of other values. */
  range(): [Uint8Array, Uint8Array] | null {
    return this.smallest > this.largest
      ? null
      : [longBytes(this.smallest), longBytes(this.largest)];
  }

  /** Returns all values with the memory that they are in, and forgets them. */
  release(): ReleasedColumn {
    const {type, rows, nulls, at, bytes, valid, smallest, largest} = this;
    this.hold(Buffer.alloc(bytes.length));
    this.valid = new Uint8Array(valid.length);
    this.empty();
    return {type, rows, nulls, at, bytes, valid, smallest, largest};
  }

  /** Returns the column that was released elsewhere. */
  static of({type, bytes, ...released}: ReleasedColumn): ColumnBuffer {
    const column = new ColumnBuffer(type);
    column.hold(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    return Object.assign(column, released);
  }

  /** Forgets all values. */
  clear(): void {
    this.valid.fill(0, 0, (this.rows + 7) >> 3);
    if (this.type === "BOOLEAN") this.bytes.fill(0, 0, (this.at + 7) >> 3);
    this.empty();
  }

  private empty(): void {
    this.rows = this.nulls = this.at = 0;
    this.smallest = Infinity;
    this.largest = -Infinity;
  }

  private hold(bytes: Buffer<ArrayBuffer>): void {
    this.bytes = bytes;
    this.words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
    this.doubles = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length >> 3);
  }

  /** What is not UTF-16 becomes U+FFFD. */
  private putString(text: string): void {
    this.reserve(4 + text.length * 3);
    const {bytes} = this;
    const start = this.at + 4;
    let at = start;
    for (let i = 0; i < text.length; ++i) {
      const code = text.charCodeAt(i);
      if (code >= 0x80) {
        at = start + bytes.write(text, start, "utf8");
        break;
      }
      bytes[at++] = code;
    }
    putLength(bytes, this.at, at - start);
    this.at = at;
    this.setValid();
  }

  private putBit(bit: boolean): void {
    if (bit) this.bytes[this.at >> 3] |= 1 << (this.at & 7);
    ++this.at;
  }

  private setValid(): void {
    this.valid[this.rows >> 3] |= 1 << (this.rows & 7);
    ++this.rows;
  }

  private reserve(length: number): void {
    if (this.at + length > this.bytes.length) {
      const larger = Buffer.alloc(Math.max(this.bytes.length * 2, (this.at + length + 7) & ~7));
      larger.set(this.bytes);
      this.hold(larger);
    }
    if (this.rows >> 3 < this.valid.length) return;
    const longer = new Uint8Array(this.valid.length * 2);
    longer.set(this.valid);
    this.valid = longer;
  }
}

function longBytes(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, BigInt(value), true);
  return bytes;
}

function putLength(bytes: Uint8Array, at: number, length: number): number {
  bytes[at] = length;
  bytes[at + 1] = length >> 8;
  bytes[at + 2] = length >> 16;
  bytes[at + 3] = length >> 24;
  return at + 4;
}
