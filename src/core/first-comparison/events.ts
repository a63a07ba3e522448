import type {Matrix} from "../forest/types.js";
import {mersenneTwister} from "./mersenne-twister.js";

/** The events of the first comparison: normal ones, and after them anomalous ones. */
export const [normalEvents, anomalousEvents] = [200, 10];

/** The seed of the first project. */
export const firstSeed = 42;

/** The events, with a duration and bytes in each; and the label of each, 1 for anomalous. */
export interface FirstEvents {
  matrix: Matrix;
  labels: Uint8Array;
}

/**
 * Draws the events that the first project compared detectors on, from *seed*: synthetic ones, of two numbers. Normal ones have a duration
 * in [1, 5) and [10, 100) bytes, anomalous ones [5, 8) and [150, 200), all evenly spread. The values are those of NumPy, in its order, in
 * single precision: between them it draws a protocol for each normal event, which no detector sees.
 */
export function firstEvents(seed: number): FirstEvents {
  const next = mersenneTwister(seed);
  const uniform = (from: number, until: number) => {
    const high = next() >>> 5; // in this order, whatever else is evaluated
    return from + ((until - from) * (high * 2 ** 26 + (next() >>> 6))) / 2 ** 53;
  };
  const draw = (n: number, from: number, until: number) =>
    Array.from({length: n}, () => uniform(from, until));
  const durations = draw(normalEvents, 1, 5);
  const bytes = draw(normalEvents, 10, 100);
  for (let i = 0; i < normalEvents; ++i) next(); // the protocols
  durations.push(...draw(anomalousEvents, 5, 8));
  bytes.push(...draw(anomalousEvents, 150, 200));
  const rows = durations.length;
  const values = Float32Array.from({length: 2 * rows}, (_, i) => (i % 2 ? bytes : durations)[i >> 1]); // prettier-ignore
  return {
    matrix: {rows, columns: 2, values},
    labels: Uint8Array.from(durations, (_, i) => Number(i >= normalEvents))
  };
}
