const [size, shift] = [624, 397];

/**
 * Returns a source of 32-bit words: the Mersenne Twister MT19937 as NumPy’s `numpy.random.seed(seed)` starts it, so that events
 * that were drawn in Python can be drawn again. For data of others alone: what is random here comes from `seeded`.
 *
 * Matsumoto & Nishimura, “Mersenne Twister” (ACM TOMACS 8:1, 1998).
 */
export function mersenneTwister(seed: number): () => number {
  const state = new Uint32Array(size);
  state[0] = seed;
  for (let i = 1; i < size; ++i) {
    state[i] = Math.imul(1812433253, state[i - 1] ^ (state[i - 1] >>> 30)) + i;
  }
  let at = size;
  return () => {
    if (at === size) {
      twist(state);
      at = 0;
    }
    let word = state[at++];
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  };
}

function twist(state: Uint32Array): void {
  for (let i = 0; i < size; ++i) {
    const word = (state[i] & 0x80000000) | (state[(i + 1) % size] & 0x7fffffff);
    state[i] = state[(i + shift) % size] ^ (word >>> 1) ^ (word & 1 ? 0x9908b0df : 0);
  }
}
