const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const pad = 61; // "="
const piece = 8192; // characters per call of String.fromCharCode, which takes them as arguments

/** The value of each character code below 128; 255 for those outside the alphabet. */
const values = new Uint8Array(128).fill(255);
for (let i = 0; i < alphabet.length; ++i) values[alphabet.charCodeAt(i)] = i;

/** Returns *bytes* as base64 with padding (RFC 4648, section 4). */
export function toBase64(bytes: Uint8Array): string {
  const codes = new Uint8Array(Math.ceil(bytes.length / 3) * 4).fill(pad);
  for (let i = 0, at = 0; i < bytes.length; i += 3) {
    const word = (bytes[i] << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const digits = Math.min(3, bytes.length - i) + 1;
    for (let k = 0; k < 4; ++k, ++at) {
      if (k < digits) codes[at] = alphabet.charCodeAt((word >> (18 - 6 * k)) & 63);
    }
  }
  let text = "";
  for (let i = 0; i < codes.length; i += piece) {
    text += String.fromCharCode(...codes.subarray(i, i + piece));
  }
  return text;
}

/**
 * Returns the bytes of *text*, or undefined unless it is exactly what `toBase64` writes: padded, no
 * white space, and the bits that padding leaves over are 0.
 */
export function maybeFromBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const digits = text.length - padding;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let word = 0;
  for (let i = 0, at = 0; i < text.length; ++i) {
    const value = i < digits ? (values[text.charCodeAt(i)] ?? 255) : 0;
    if (value === 255) return undefined;
    word = (word << 6) | value;
    if (i % 4 !== 3) continue;
    const kept = Math.min(3, bytes.length - at);
    if (word & ((1 << (8 * (3 - kept))) - 1)) return undefined;
    for (let k = 0; k < kept; ++k) bytes[at++] = (word >> (16 - 8 * k)) & 255;
    word = 0;
  }
  return bytes;
}
