import type {Rejection} from "../../src/core/readers/reader.js";
import type {ReasonCount} from "../../src/core/schema/raw-facts.js";

/** Counts why lines are rejected, in bounded memory. */
export interface ReasonCounts {
  /** Counts *lines* rejected lines of the file called *file*, of which *rejection* is the first; defaults to one. */
  add(rejection: Omit<Rejection, "excerpt">, file: string, lines?: number): void;

  /** Returns all reasons that are counted, the first seen first. */
  all(): ReasonCount[];

  /** Returns the most frequent reasons, most frequent first. */
  top(): ReasonCount[];
}

const maxKept = 1_000; // a reason may quote a line
const maxListed = 20;

/** Returns counts of no reasons. Reasons beyond the first thousand different ones are not listed. */
export function reasonCounts(): ReasonCounts {
  const counts = new Map<string, ReasonCount>();
  return {
    add({reason, field, line}, file, lines = 1) {
      const key = `${field ?? ""}\n${reason}`;
      const known = counts.get(key);
      if (known) known.lines += lines;
      else if (counts.size < maxKept) counts.set(key, {reason, field, lines, file, line});
    },
    all: () => [...counts.values()],
    top: () => [...counts.values()].sort((a, b) => b.lines - a.lines).slice(0, maxListed) // stable: the first seen first
  };
}
