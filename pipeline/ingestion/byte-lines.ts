import type {ByteRows} from "../../src/core/readers/rows/byte-rows.js";
import {maxLineLength} from "../../src/core/readers/reader.js";

/** What lines are for. */
export interface ByteLineSink {
  /** Returns how the next line may be read as bytes; null if it is to be given as text. */
  rows(): ByteRows | null;

  /** Takes the row that *rows* has read from *bytes*, which are good until this returns. */
  takeRow(rows: ByteRows, bytes: Uint8Array): void;

  /** Takes any other line, without its end (LF or CRLF). */
  takeText(line: string): void;
}

/** Cuts bytes that come in pieces into lines. */
export interface ByteLines {
  /** Takes the next piece; calls back for every line that ends in it. */
  push(piece: Uint8Array): void;

  /** Returns what stands after the last line end; empty if there is nothing. */
  rest(): string;
}

const lineFeed = 10;
const byteOrderMark = "\ufeff";

/** The bytes of a line that are kept: enough for one UTF-16 unit more than `maxLineLength`. */
const maxHeld = 3 * (maxLineLength + 2);

/**
 * Returns a cutter of lines, which are those of `lineSplitter` over the text of the same bytes: UTF-8, with U+FFFD for what is
 * not, without a byte-order mark; of one that is too long, one unit more than *maxLineLength* is kept.
 */
export function byteLines({rows, takeRow, takeText}: ByteLineSink): ByteLines {
  const held = heldBytes();
  let first = true;
  let current: ByteRows | null = null;

  const textOf = (bytes: Buffer, start: number, end: number): string => {
    const text = bytes.toString("utf8", start, Math.min(end, start + maxHeld));
    return withoutEnds(text, first);
  };
  /** Takes the line between *start* and *end*, where its end stands. */
  const take = (bytes: Buffer, start: number, end: number): void => {
    const line = textOf(bytes, start, end);
    first = false;
    takeText(line);
    current = rows();
  };
  /** Takes the row at *start*; returns where the next line begins, or -1 if the line is not one. */
  const takeBytes = (bytes: Buffer, start: number): number => {
    const next = current ? current.read(bytes, start, bytes.length) : -1;
    if (next > 0) takeRow(current!, bytes);
    return next;
  };
  return {
    push(piece) {
      const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.length);
      let start = 0;
      if (held.bytes().length > 0) {
        start = bytes.indexOf(lineFeed) + 1;
        held.add(start > 0 ? bytes.subarray(0, start) : bytes);
        if (start === 0) return;
        const line = held.bytes();
        held.clear();
        const isEnded = line[line.length - 1] === lineFeed;
        if (!isEnded) take(line, 0, line.length);
        else if (takeBytes(line, 0) < 0) take(line, 0, line.length - 1);
      }
      while (start < bytes.length) {
        const next = takeBytes(bytes, start);
        const end = next > 0 ? next - 1 : bytes.indexOf(lineFeed, start);
        if (end < 0) return held.add(bytes.subarray(start));
        if (next < 0) take(bytes, start, end);
        start = end + 1;
      }
    },
    rest: () => textOf(held.bytes(), 0, held.bytes().length)
  };
}

/** Returns *text* without the byte-order mark that a *first* line may begin with, and without the CR that may end it, truncated where it is too long. */
function withoutEnds(text: string, first: boolean): string {
  const start = first && text.startsWith(byteOrderMark) ? 1 : 0;
  const end = Math.min(text.length, start + maxLineLength + 1);
  return text.slice(start, text[end - 1] === "\r" && end > start ? end - 1 : end);
}

/** Returns the bytes of a line that goes on in the next piece: none at first, and never more than *maxHeld*. */
function heldBytes() {
  let bytes = Buffer.alloc(1 << 12);
  let length = 0;
  return {
    /** Returns the bytes, good until the next are added. */
    bytes: () => bytes.subarray(0, length),
    clear: () => void (length = 0),
    add(piece: Uint8Array): void {
      const kept = piece.subarray(0, maxHeld - length);
      if (length + kept.length > bytes.length) {
        const larger = Buffer.alloc(Math.max(2 * bytes.length, length + kept.length));
        larger.set(bytes.subarray(0, length));
        bytes = larger;
      }
      bytes.set(kept, length);
      length += kept.length;
    }
  };
}
