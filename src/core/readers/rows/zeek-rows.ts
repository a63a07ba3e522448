import {isAddress, maxAddressLength} from "../address.js";
import type {FieldKind, LogField} from "../fields.js";
import type {LogKind} from "../kinds/kind.js";
import {numberFacts} from "../number-facts.js";
import {maxLineLength, maxTextLength} from "../reader.js";
import type {Header, Layout} from "../zeek-header.js";
import type {ByteRows, TimeSpan} from "./byte-rows.js";
import {
  asciiText,
  decimalOf,
  flagOf,
  integerOf,
  isIpv4Bytes,
  isWord,
  timeOf
} from "./byte-values.js";

const tab = 9;
const lineFeed = 10;
const carriageReturn = 13;
const space = 32;
const hash = 35;
const backslash = 92;

/** What ends a cell, or makes a line one for the reader: an escape, or what is not ASCII. */
const special = Uint8Array.from({length: 256}, (_, byte) =>
  byte === tab || byte === lineFeed || byte === backslash || byte >= 0x80 ? 1 : 0
);

const textKinds: ReadonlySet<FieldKind> = new Set(["text", "list", "address", "instant", "number"]);

/** Returns how the rows below *header* are read as bytes; null if another separator than a tab, or several values in a cell, need the reader. */
export function zeekRows(header: Header, layout: Layout): ZeekRows | null {
  return header.separator === "\t" && layout.parts.size === 0 ? new ZeekRows(header, layout) : null;
}

/** The rows below a header of a tab-separated log of Zeek’s. */
export class ZeekRows implements ByteRows {
  readonly kind: LogKind;
  readonly timeSlot: number;
  readonly numbers: Float64Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly isText: readonly boolean[];

  /** The times of the rows that are read here. */
  span: TimeSpan = {from: -Infinity, to: Infinity};

  private readonly unset: string;
  private readonly empty: string;

  /** The field of each cell; null if it becomes no value. */
  private readonly cells: (LogField | null)[];

  /** Rows laid out as *layout* says, with the words for no value of *header*. */
  constructor({unset, empty}: Header, {kind, cells, placements}: Layout) {
    const {fields} = kind;
    this.kind = kind;
    this.timeSlot = fields.findIndex((field) => field.kind === "time");
    this.numbers = new Float64Array(fields.length).fill(NaN);
    this.starts = new Int32Array(fields.length).fill(-1);
    this.ends = new Int32Array(fields.length);
    this.isText = fields.map((field) => textKinds.has(field.kind));
    this.unset = unset;
    this.empty = empty;
    this.cells = new Array<null>(cells).fill(null);
    for (const {cell, field} of placements) this.cells[cell] = field;
  }

  /** Reads the line at *start*, if it is a row of as many cells as the header has, in ASCII and without an escape. */
  read(bytes: Uint8Array, start: number, end: number): number {
    if (bytes[start] === hash || bytes[start] <= space) return -1;
    const last = this.cells.length - 1;
    let cell = 0;
    let from = start;
    for (let i = start; i < end; ++i) {
      const byte = bytes[i];
      if (special[byte] === 0) continue;
      if (byte === tab) {
        if (cell >= last || !this.readCell(bytes, from, i, this.cells[cell])) return -1;
        ++cell;
        from = i + 1;
      } else if (byte === lineFeed) {
        if (cell !== last || i - start > maxLineLength) return -1;
        const to = i > start && bytes[i - 1] === carriageReturn ? i - 1 : i;
        return this.readCell(bytes, from, to, this.cells[cell]) ? i + 1 : -1;
      } else return -1;
    }
    return -1;
  }

  /** Leaves the value of a cell; returns whether it is one. */
  private readCell(bytes: Uint8Array, start: number, end: number, field: LogField | null): boolean {
    if (field === null) return true;
    const {slot, required} = field;
    const isNull =
      end === start ||
      isWord(bytes, start, end, this.unset) ||
      isWord(bytes, start, end, this.empty);
    if (!isNull && this.isText[slot]) {
      this.starts[slot] = start;
      this.ends[slot] = end;
      if (field.kind === "address") return isAddressBytes(bytes, start, end);
      return end - start <= maxTextLength;
    }
    this.starts[slot] = -1;
    this.numbers[slot] = isNull ? NaN : this.numberOf(bytes, start, end, field.kind);
    return isNull ? !required : this.numbers[slot] >= 0;
  }

  /** Returns the number of a cell, of a flag 0 or 1; -1 if it is none of *kind*. */
  private numberOf(bytes: Uint8Array, start: number, end: number, kind: FieldKind): number {
    switch (kind) {
      case "count":
      case "code":
      case "port":
        return atMost(numberFacts[kind].max, integerOf(bytes, start, end));
      case "time": {
        const micros = atMost(numberFacts.time.max, timeOf(bytes, start, end));
        return micros >= this.span.from && micros <= this.span.to ? micros : -1;
      }
      case "duration":
        return atMost(numberFacts.duration.max, decimalOf(bytes, start, end));
      case "flag":
        return flagOf(bytes, start, end);
      case "secret":
        return 1; // that there is one is all that is kept
      case "address":
      case "list":
      case "text":
      case "instant":
      case "number":
        return -1;
    }
  }
}

function atMost(most: number, value: number): number {
  return value <= most ? value : -1;
}

function isAddressBytes(bytes: Uint8Array, start: number, end: number): boolean {
  if (isIpv4Bytes(bytes, start, end)) return true;
  if (end - start > maxAddressLength) return false;
  return isAddress(asciiText(bytes, start, end), 0, end - start);
}
