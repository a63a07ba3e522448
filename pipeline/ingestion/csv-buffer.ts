/** A value that a table may hold. */
export type CsvValue = string | number | boolean | null;

/** Rows as CSV in UTF-8, waiting to be written. */
export interface CsvBuffer {
  /** Adds a value to the row. */
  put(value: CsvValue): void;

  /** Ends the row. */
  endRow(): void;

  /** Returns how many bytes are waiting. */
  length(): number;

  /** Returns the bytes that are waiting, good until the next value, and forgets them. */
  take(): Uint8Array;
}

const comma = 44;
const lineFeed = 10;
const quote = 34;
const zero = 48;
const maxNumberLength = 32;

/**
 * Returns an empty buffer of CSV. Null is nothing at all and every text stands in quotes, so that any
 * text comes back as it was: commas, line ends, NUL. What is not UTF-16 becomes U+FFFD. Bytes are
 * written here one by one, several times as fast as joining strings and encoding them.
 */
export function csvBuffer(): CsvBuffer {
  let bytes = Buffer.alloc(1 << 21);
  let at = 0;
  let first = true;

  const reserve = (length: number): void => {
    if (at + length <= bytes.length) return;
    const larger = Buffer.alloc(Math.max(bytes.length * 2, at + length));
    larger.set(bytes.subarray(0, at));
    bytes = larger;
  };
  return {
    put(value) {
      reserve(maxNumberLength + (typeof value === "string" ? value.length * 6 : 0));
      if (!first) bytes[at++] = comma;
      first = false;
      if (typeof value === "string") at = putText(bytes, at, value);
      else if (typeof value === "number") at = putNumber(bytes, at, value);
      else if (value !== null) bytes[at++] = value ? 116 : 102;
    },
    endRow() {
      reserve(1);
      bytes[at++] = lineFeed;
      first = true;
    },
    length: () => at,
    take() {
      const taken = bytes.subarray(0, at);
      at = 0;
      return taken;
    }
  };
}

/** Writes *text* in quotes at *start*; returns where it ends. */
function putText(bytes: Buffer, start: number, text: string): number {
  let at = start;
  bytes[at++] = quote;
  for (let i = 0; i < text.length; ++i) {
    const code = text.charCodeAt(i);
    if (code >= 0x80) return start + bytes.write(`"${text.replaceAll('"', '""')}"`, start, "utf8");
    if (code === quote) bytes[at++] = quote;
    bytes[at++] = code;
  }
  bytes[at++] = quote;
  return at;
}

/** Writes *value* at *start*; returns where it ends. Most counts of a flow have one digit. */
function putNumber(bytes: Buffer, start: number, value: number): number {
  let at = start;
  if (value >= 0 && value < 10 && Number.isInteger(value)) {
    bytes[at++] = zero + value;
    return at;
  }
  const digits = String(value);
  for (let i = 0; i < digits.length; ++i) bytes[at++] = digits.charCodeAt(i);
  return at;
}
