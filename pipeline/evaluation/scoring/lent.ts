import type {ScoringBuffer, ScoringPool} from "./pool.js";

/** A buffer of a pool, and the ids of the events whose rows it holds. */
export interface LentBuffer {
  buffer: ScoringBuffer;
  ids: BigInt64Array;
}

/** A pool whose buffers several days take turns in: while the rows of one are scored, those of another are read. */
export interface LentPool {
  /** How many rows each buffer holds. */
  capacity: number;

  /** Resolves to a buffer that nobody else has, as soon as there is one; it goes to `score` or to `giveBack`. */
  take(): Promise<LentBuffer>;

  /** Takes back a buffer that is not to be scored. */
  giveBack(lent: LentBuffer): void;

  /**
   * Scores the first *rows* rows of a buffer that was taken, after those that were given before, calls *use* with it, and
   * takes it back. Rejects if a thread or *use* fails, and from then on: a thread that failed would not answer.
   */
  score(lent: LentBuffer, rows: number, use: (lent: LentBuffer) => void): Promise<void>;
}

/** Returns *pool* with its buffers to be lent. */
export function lend(pool: ScoringPool): LentPool {
  const {capacity} = pool;
  const free = pool.buffers.map((buffer): LentBuffer => ({
    buffer,
    ids: new BigInt64Array(capacity)
  }));
  const waiting: ((lent: LentBuffer) => void)[] = [];
  const giveBack = (lent: LentBuffer) => {
    const next = waiting.shift();
    if (next) next(lent);
    else free.push(lent);
  };
  let last: Promise<void> = Promise.resolve(); // a pool scores one buffer at a time
  return {
    capacity,
    take() {
      const lent = free.pop();
      return lent ? Promise.resolve(lent) : new Promise((resolve) => waiting.push(resolve));
    },
    giveBack,
    score(lent, rows, use) {
      const scored = last
        .then(() => pool.score(lent.buffer, rows))
        .then(() => use(lent))
        .finally(() => giveBack(lent));
      scored.catch(() => {}); // told to who gave it, and to whoever gives a buffer after it
      return (last = scored);
    }
  };
}
