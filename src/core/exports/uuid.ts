import {sha1} from "./sha1.js";

/**
 * Returns the UUID of version 5 of *name* in *namespace*, itself a UUID, in lower case. Names are hashed
 * as UTF-8.
 *
 * RFC 9562, section 5.5.
 */
export function uuid5(namespace: string, name: string): string {
  const digits = namespace.replaceAll("-", "");
  if (!/^[0-9a-f]{32}$/i.test(digits)) throw new RangeError(`invalid UUID: ${namespace}`);
  const space = Uint8Array.from({length: 16}, (_, i) =>
    parseInt(digits.slice(2 * i, 2 * i + 2), 16)
  );
  const text = new TextEncoder().encode(name);
  const bytes = new Uint8Array(16 + text.length);
  bytes.set(space);
  bytes.set(text, 16);
  const hash = sha1(bytes).subarray(0, 16);
  hash[6] = (hash[6] & 0x0f) | 0x50;
  hash[8] = (hash[8] & 0x3f) | 0x80;
  const hex = Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
