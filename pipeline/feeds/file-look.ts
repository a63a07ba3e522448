import {sha256} from "../artifacts/digest.js";
import type {Snapshot} from "../watch/snapshot.js";
import type {Trigger} from "./feed.js";

/** How often the quiet time is waited for at most: a log that is always written to is never quiet. */
const maxWaits = 12;

/** Looks at the files of a feed, again and again. */
export interface FileLook {
  /** When to look next, in milliseconds since 1970. */
  next(): number;

  /** Returns the digest of the files as they are; they are what the last run was started for from now on. Null without any. */
  digest(look: () => Promise<Snapshot>): Promise<string | null>;

  /**
   * Returns the digest of the files if they are others than the last run was started for, and none has changed for the quiet
   * time, or they have changed for twelve times that long; undefined otherwise, or before it is time to look.
   */
  settled(now: Date, look: () => Promise<Snapshot>): Promise<string | undefined>;
}

/** Returns what looks at files as *trigger* says; *known* is the digest of those that the last run was started for, null without one. */
export function fileLook({every, settle}: Trigger, known: string | null): FileLook {
  let started = known;
  let nextAt = 0;
  let candidate: {digest: string; since: number; first: number} | undefined;
  return {
    next: () => nextAt,
    async digest(look) {
      candidate = undefined;
      const digest = digestOf(await look());
      if (digest !== null) started = digest;
      return digest;
    },
    async settled(now, look) {
      const time = now.getTime();
      if (time < nextAt) return undefined;
      nextAt = time + every * 1000;
      const digest = digestOf(await look());
      if (digest === null || digest === started) return void (candidate = undefined);
      if (candidate?.digest !== digest)
        candidate = {digest, since: time, first: candidate?.first ?? time};
      const isQuiet = time - candidate.since >= settle * 1000;
      if (!isQuiet && time - candidate.first < maxWaits * settle * 1000) {
        nextAt = Math.min(nextAt, candidate.since + settle * 1000);
        return undefined;
      }
      candidate = undefined;
      started = digest;
      return digest;
    }
  };
}

/** Returns the digest of the files of *snapshot*: their paths, sizes, times and tags; null if there are none. */
function digestOf({files, missing}: Snapshot): string | null {
  return missing === null ? sha256(JSON.stringify(files)) : null;
}
