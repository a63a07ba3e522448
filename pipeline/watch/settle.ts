import {isSame} from "./snapshot.js";
import type {Snapshot} from "./snapshot.js";

/** How many times the quiet time to wait at most: a log that is always written to is never quiet. */
const maxWaits = 12;

/** The effects of waiting on the world. */
export interface SettleEffects {
  look(): Promise<Snapshot>;

  /** Resolves after *seconds*. */
  sleep(seconds: number): Promise<void>;
}

/**
 * Returns the files once none changed in size or time for *seconds*, beginning with *first*; after twelve times as long, as they
 * are then.
 */
export async function settle(
  first: Snapshot,
  seconds: number,
  {look, sleep}: SettleEffects
): Promise<Snapshot> {
  let last = first;
  for (let waits = 0; seconds > 0 && waits < maxWaits; ++waits) {
    await sleep(seconds);
    const next = await look();
    if (isSame(last.files, next.files)) return next;
    last = next;
  }
  return last;
}
