/** A digest under way. */
export interface Sha256 {
  /** Takes the next bytes. */
  update(bytes: Uint8Array): void;

  /** Returns the digest of all bytes so far, in lower-case hexadecimal; nothing may be added after it. */
  digest(): string;
}

const block = 64; // bytes

/**
 * Returns a SHA-256 that takes its bytes in parts, in memory that does not grow: for files larger than a
 * browser digests at once, and for pages to which it denies WebCrypto. NIST, FIPS 180-4, section 6.2.
 */
export function sha256(): Sha256 {
  const state = initial.slice();
  const words = new Int32Array(64);
  const pending = new Uint8Array(block);
  let waiting = 0;
  let length = 0;
  const update = (bytes: Uint8Array): void => {
    length += bytes.length;
    let at = 0;
    if (waiting > 0) {
      at = Math.min(block - waiting, bytes.length);
      pending.set(bytes.subarray(0, at), waiting);
      waiting += at;
      if (waiting < block) return;
      compress(state, words, pending, 0);
    }
    for (; at + block <= bytes.length; at += block) compress(state, words, bytes, at);
    waiting = bytes.length - at;
    pending.set(bytes.subarray(at));
  };
  return {
    update,
    digest() {
      update(padding(length));
      return [...state].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
    }
  };
}

/** Returns the SHA-256 of *bytes*, in lower-case hexadecimal. */
export function sha256Of(bytes: Uint8Array): string {
  const digest = sha256();
  digest.update(bytes);
  return digest.digest();
}

/** Returns what ends a message of *length* bytes: a one bit, zeros, and the length in bits. */
function padding(length: number): Uint8Array {
  const rest = (length + 9) % block;
  const bytes = new Uint8Array(9 + (rest === 0 ? 0 : block - rest));
  const view = new DataView(bytes.buffer);
  bytes[0] = 0x80;
  view.setUint32(bytes.length - 8, Math.floor(length / 0x20000000));
  view.setUint32(bytes.length - 4, (length * 8) >>> 0);
  return bytes;
}

function compress(state: Int32Array, w: Int32Array, bytes: Uint8Array, at: number): void {
  for (let i = 0; i < 16; ++i, at += 4)
    w[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
  for (let i = 16; i < 64; ++i) {
    const x = w[i - 15];
    const y = w[i - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
  }
  let a = state[0];
  let b = state[1];
  let c = state[2];
  let d = state[3];
  let e = state[4];
  let f = state[5];
  let g = state[6];
  let h = state[7];
  for (let i = 0; i < 64; ++i) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + constants[i] + w[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}

const primes = firstPrimes(64);

/** The first 32 bits of the fractional parts of the square roots of the first eight primes. */
const initial = Int32Array.from(primes.slice(0, 8), (prime) => fraction(prime, 2));

/** The same of the cube roots of the first 64 primes. */
const constants = Int32Array.from(primes, (prime) => fraction(prime, 3));

function firstPrimes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; ++n) if (found.every((prime) => n % prime)) found.push(n);
  return found;
}

/** Returns the first 32 bits of the fractional part of the *degree*-th root of *n*, by whole numbers alone. */
function fraction(n: number, degree: 2 | 3): number {
  const target = BigInt(n) << BigInt(32 * degree);
  let root = 0n;
  for (let bit = 1n << 36n; bit > 0n; bit >>= 1n) {
    const next = root | bit;
    if (next ** BigInt(degree) <= target) root = next;
  }
  return Number(root & 0xffffffffn);
}
