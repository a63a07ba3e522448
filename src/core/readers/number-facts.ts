/** The kinds of fields that are numbers. */
export type NumberKind = "time" | "port" | "code" | "count" | "duration";

/** What a number of a log may be. */
export interface NumberFacts {
  /** The unit of the value that is kept. */
  unit: string;

  /** The smallest and the largest value; both are allowed. */
  min: number;
  max: number;

  /** Whether it has no fraction. */
  integer: boolean;

  /** The range in words, as a rejection says it. */
  range: string;
}

/**
 * The range of every numeric field of every kind of log: the one place of it. A value beyond it rejects its line, so that
 * nothing behind the readers meets a number that a sum, a cast or a timestamp cannot hold.
 */
export const numberFacts: Readonly<Record<NumberKind, NumberFacts>> = {
  time: {
    unit: "microseconds since 1970, UTC",
    min: 0,
    max: Number.MAX_SAFE_INTEGER, // June 2255: beyond, microseconds do not fit a number
    integer: true,
    range: "from 1970 to 2255"
  },
  port: {unit: "", min: 0, max: 65_535, integer: true, range: "from 0 to 65535"},
  code: {unit: "", min: 0, max: 65_535, integer: true, range: "from 0 to 65535"}, // of DNS and HTTP
  count: {
    unit: "bytes, packets",
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    integer: true,
    range: "from 0 to 2^53 - 1"
  },
  duration: {
    unit: "seconds",
    min: 0,
    max: 1e9, // 31 years: no sensor has run for longer
    integer: false,
    range: "from 0 to 10^9 seconds"
  }
};

/** Returns *value* if it is a number of *kind*; undefined if it is none. */
export function withinFacts(kind: NumberKind, value: number): number | undefined {
  const {min, max, integer} = numberFacts[kind];
  return value >= min && value <= max && (!integer || Number.isInteger(value)) ? value : undefined;
}
