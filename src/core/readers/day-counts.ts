/** The length of a UTC day, in microseconds. */
export const dayMicros = 86_400_000_000;

/** The records of a UTC day. */
export interface DayCount {
  /** The day, in whole days since 1970. */
  day: number;

  /** The number of records, and the first and the last time, in microseconds since 1970. */
  records: number;
  first: number;
  last: number;
}

/** Counts records by file and UTC day: what time bounds are found from. No order of records or files changes it. */
export interface DayCounts {
  /** Counts a record of *file*, from 0, at a time in microseconds since 1970. */
  add(file: number, micros: number): void;

  /** Returns the days with records, ascending. */
  days(): DayCount[];

  /** The number of records of each day, by file. */
  readonly files: ReadonlyMap<number, ReadonlyMap<number, number>>;
}

/** Returns counts of no records. Some 100 bytes a file and day. */
export function dayCounts(): DayCounts {
  const all = new Map<number, DayCount>();
  const files = new Map<number, Map<number, number>>();
  return {
    files,
    add(file, micros) {
      const day = Math.floor(micros / dayMicros);
      let counted = all.get(day);
      if (!counted) all.set(day, (counted = {day, records: 0, first: micros, last: micros}));
      ++counted.records;
      if (micros < counted.first) counted.first = micros;
      if (micros > counted.last) counted.last = micros;
      let ofFile = files.get(file);
      if (!ofFile) files.set(file, (ofFile = new Map()));
      ofFile.set(day, (ofFile.get(day) ?? 0) + 1);
    },
    days: () => [...all.values()].sort((a, b) => a.day - b.day)
  };
}
