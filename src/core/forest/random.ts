import type {Random} from "./types.js";

/**
 * Returns a source of numbers in [0, 1), 53 bits each, that depends on *seed* and *stream* alone: the
 * same numbers in every engine. Seeds are integers in [0, 2⁵³), streams in [0, 2³²); any two pairs
 * start from different states, so that each tree of a forest can have a stream of its own.
 *
 * The generator is sfc32 by Chris Doty-Humphrey (PractRand 0.95), seeded as there, with 15 rounds to
 * mix; the words of the seed first pass the finalizer of MurmurHash3.
 */
export function seeded(seed: number, stream = 0): Random {
  if (!(Number.isSafeInteger(seed) && seed >= 0)) {
    throw new RangeError(`invalid seed: ${seed}; give an integer in [0, 2^53)`);
  }
  if (!(Number.isInteger(stream) && stream >= 0 && stream < 2 ** 32)) {
    throw new RangeError(`invalid stream: ${stream}; give an integer in [0, 2^32)`);
  }
  const next = sfc32(mix(seed | 0), mix(Math.floor(seed / 2 ** 32)), mix(stream | 0));
  return () => ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) / 2 ** 53;
}

/** Returns a source of 32-bit integers, signed as JavaScript’s bit operators leave them. */
export function sfc32(a: number, b: number, c: number): () => number {
  let counter = 1;
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum;
  };
  for (let i = 0; i < 15; ++i) next();
  return next;
}

/** Scatters the bits of a word; one to one. */
function mix(word: number): number {
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return word ^ (word >>> 16);
}
