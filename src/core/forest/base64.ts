const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const pad = 61; // "="
const letters = new TextDecoder("latin1");

/** The value of each character code below 128; 255 for those outside the alphabet. */
const values = new Uint8Array(128).fill(255);
for (let i = 0; i < alphabet.length; ++i) values[alphabet.charCodeAt(i)] = i;

/** The character code of each value below 64; and the codes of two values in one, as they lie in memory. */
const codeOf = Uint8Array.from(alphabet, (letter) => letter.charCodeAt(0));
const pairOf = new Uint16Array(64 * 64);
new Uint8Array(pairOf.buffer).forEach((_, i, bytes) => {
  bytes[i] = codeOf[i % 2 === 0 ? i >> 7 : (i >> 1) & 63];
});

/** Returns *bytes* as base64 with padding (RFC 4648, section 4). */
export function toBase64(bytes: Uint8Array): string {
  const codes = new Uint8Array(Math.ceil(bytes.length / 3) * 4).fill(pad);
  const tail = bytes.length - (bytes.length % 3);
  let at = 0;
  const pairs = new Uint16Array(codes.buffer);
  for (let i = 0; i < tail; i += 3) {
    const word = (bytes[i] << 16) | (bytes[i + 1] << 8) | bytes[i + 2];
    pairs[at++] = pairOf[word >> 12];
    pairs[at++] = pairOf[word & 4095];
  }
  at *= 2;
  if (tail < bytes.length) {
    const word = (bytes[tail] << 16) | ((bytes[tail + 1] ?? 0) << 8);
    codes[at++] = codeOf[word >> 18];
    codes[at++] = codeOf[(word >> 12) & 63];
    if (tail + 1 < bytes.length) codes[at++] = codeOf[(word >> 6) & 63];
  }
  return letters.decode(codes);
}

/**
 * Returns the bytes of *text*, or undefined unless it is exactly what `toBase64` writes: padded, no
 * white space, and the bits that padding leaves over are 0.
 */
export function maybeFromBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  const tail = padding === 0 ? text.length : text.length - 4;
  let at = 0;
  for (let i = 0; i < tail; i += 4) {
    const a = valueAt(text, i);
    const b = valueAt(text, i + 1);
    const c = valueAt(text, i + 2);
    const d = valueAt(text, i + 3);
    if ((a | b | c | d) > 63) return undefined;
    bytes[at++] = (a << 2) | (b >> 4);
    bytes[at++] = (b << 4) | (c >> 2);
    bytes[at++] = (c << 6) | d;
  }
  if (padding === 0) return bytes;
  const a = valueAt(text, tail);
  const b = valueAt(text, tail + 1);
  const c = padding === 1 ? valueAt(text, tail + 2) : 0;
  const isClean = padding === 1 ? (c & 3) === 0 : (b & 15) === 0;
  if ((a | b | c) > 63 || !isClean) return undefined;
  bytes[at++] = (a << 2) | (b >> 4);
  if (padding === 1) bytes[at] = (b << 4) | (c >> 2);
  return bytes;
}

/** Returns the value of a character; above 63 if it has none. */
function valueAt(text: string, i: number): number {
  return values[text.charCodeAt(i)] ?? 255;
}
