/**
 * A buffer of bytes for lines of ASCII. Making a log by strings takes three times longer: most of it
 * is spent on joining and encoding them.
 */
export interface LineBuffer {
  /** Adds *text*, which is ASCII. */
  text(text: string): void;

  /** Adds the bytes of *piece*, which are few. */
  piece(piece: Uint8Array): void;

  /** Adds one byte. */
  byte(code: number): void;

  /** Adds a count, an integer of at least 0 and below 2⁵³, in decimal. */
  count(value: number): void;

  /** Adds *value*, an integer of at least 0, in decimal with zeros before it up to *width* digits. */
  padded(value: number, width: number): void;

  /** Returns a copy of the bytes since the last call, and forgets them. */
  take(): Uint8Array;

  /** The number of bytes since the last call of *take*. */
  readonly length: number;
}

const longText = 40; // from here on the runtime’s own copy of a text is faster than a loop
const spare = 256; // kept free for the bytes and numbers between two texts

/** Returns an empty buffer of *capacity* bytes, which grows as needed. */
export function lineBuffer(capacity: number): LineBuffer {
  let bytes = Buffer.allocUnsafe(capacity + spare);
  let length = 0;

  function reserve(wanted: number): void {
    if (length + wanted + spare <= bytes.length) return;
    const larger = Buffer.allocUnsafe(2 * bytes.length + wanted);
    larger.set(bytes.subarray(0, length));
    bytes = larger;
  }

  function padded(value: number, width: number): void {
    const [target, start, end] = [bytes, length, length + width];
    for (let i = end - 1; i >= start; --i) {
      const rest = value < 0x80000000 ? (value / 10) | 0 : Math.floor(value / 10); // integers are faster
      target[i] = 48 + value - 10 * rest;
      value = rest;
    }
    length = end;
  }

  return {
    text(text) {
      reserve(text.length);
      if (text.length >= longText) {
        length += bytes.write(text, length, "latin1");
        return;
      }
      const target = bytes; // locals: the engine keeps them in registers
      let at = length;
      for (let i = 0; i < text.length; ++i) target[at++] = text.charCodeAt(i);
      length = at;
    },
    piece(piece) {
      const target = bytes;
      for (let i = 0; i < piece.length; ++i) target[length + i] = piece[i];
      length += piece.length;
    },
    byte(code) {
      bytes[length++] = code;
    },
    count(value) {
      let width = 1;
      for (let power = 10; power <= value; power *= 10) ++width;
      padded(value, width);
    },
    padded,
    take() {
      const taken = new Uint8Array(bytes.subarray(0, length));
      length = 0;
      return taken;
    },
    get length() {
      return length;
    }
  };
}
