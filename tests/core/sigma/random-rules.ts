import {seeded} from "../../../src/core/forest/random.js";

/** Draws from lists and ranges, the same for a seed. */
export function drawer(seed: number, stream = 0) {
  const random = seeded(seed, stream);
  const below = (n: number) => Math.floor(random() * n);
  return {
    below,
    chance: (share: number) => random() < share,
    of: <T>(list: readonly T[]): T => list[below(list.length)],
    list: <T>(n: number, draw: () => T): T[] => Array.from({length: n}, draw)
  };
}

export type Drawer = ReturnType<typeof drawer>;

/** How many cases a test draws: few in CI, more by the environment variable. */
export function rounds(n: number): number {
  return Number(process.env.ATALAYA_TEST_ROUNDS ?? n);
}
