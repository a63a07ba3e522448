/** How a watermark moves. */
export interface WatermarkOptions {
  /** How far a time may be ahead of the watermark, in microseconds, and still move it by itself; defaults to 24 hours. */
  maxAhead?: number;

  /** How many times that are farther ahead, or at the start, move it together; defaults to 20, as of stretches that are kept. */
  quorum?: number;
}

/** The time up to which a stream of events has come: that of its latest event, strays aside. Microseconds since 1970. */
export interface Watermark {
  /** The watermark; null before there is one. It never falls. */
  readonly at: number | null;

  /** Takes the time of an event; returns whether the watermark has moved. */
  see(micros: number): boolean;

  /** Decides on what came so far, however little, when nothing more is expected for now. Returns whether it has moved. */
  settle(): boolean;
}

/**
 * Returns a watermark that no few wrong times can move far, since whatever is earlier than it is late: one that is far ahead
 * counts once *quorum* of them have come, and so do the first of all.
 */
export function watermark(
  {maxAhead = 86_400_000_000, quorum = 20}: WatermarkOptions = {},
  begin: number | null = null
): Watermark {
  let at = begin;
  let ahead: number[] = []; // at most quorum - 1
  const decide = (): void => {
    ahead.sort((a, b) => a - b);
    const middle = (ahead.length - 1) >> 1;
    at = ahead[middle];
    for (let i = middle + 1; i < ahead.length && ahead[i] - at <= maxAhead; ++i) at = ahead[i];
    ahead = ahead.filter((time) => time > at! + maxAhead);
  };
  return {
    get at() {
      return at;
    },
    see(micros) {
      if (at !== null && micros <= at) return false;
      if (at === null || micros > at + maxAhead) {
        ahead.push(micros);
        if (ahead.length < quorum) return false;
        decide();
        return true;
      }
      at = micros;
      if (ahead.length > 0) ahead = ahead.filter((time) => time > micros + maxAhead);
      return true;
    },
    settle() {
      if (at !== null || ahead.length === 0) return false;
      decide();
      return true;
    }
  };
}
