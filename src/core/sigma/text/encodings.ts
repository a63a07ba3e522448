const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Returns *bytes* in Base64, padded. */
export function base64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const word = (bytes[i] << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const digits = [18, 12, 6, 0].map((shift) => alphabet[(word >> shift) & 63]);
    const padding = Math.max(0, i + 3 - bytes.length);
    text += digits.slice(0, 4 - padding).join("") + "=".repeat(padding);
  }
  return text;
}

/**
 * Returns what of *bytes* is the same in Base64 wherever they stand in a longer text: one text for each position
 * modulo three.
 */
export function base64Offsets(bytes: Uint8Array): string[] {
  const starts = [0, 2, 3];
  const ends = [undefined, -3, -2];
  return [0, 1, 2].map((offset) => {
    const shifted = new Uint8Array(offset + bytes.length).fill(32);
    shifted.set(bytes, offset);
    return base64(shifted).slice(starts[offset], ends[shifted.length % 3]);
  });
}

/** Returns *text* in UTF-16 without a byte order mark, little-endian or *big*-endian. */
export function utf16(text: string, big = false): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < text.length; ++i) view.setUint16(i * 2, text.charCodeAt(i), !big);
  return bytes;
}

/** Returns *text* in UTF-8. */
export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
