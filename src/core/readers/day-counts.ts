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
  let current = {file: -1, records: 0, counted: {day: -1, records: 0, first: 0, last: 0}};
  const settle = (): void => {
    const {file, records, counted} = current;
    if (records === 0) return;
    let ofFile = files.get(file);
    if (!ofFile) files.set(file, (ofFile = new Map()));
    ofFile.set(counted.day, (ofFile.get(counted.day) ?? 0) + records);
    current.records = 0;
  };
  return {
    get files() {
      settle();
      return files;
    },
    add(file, micros) {
      const day = Math.floor(micros / dayMicros);
      if (day !== current.counted.day || file !== current.file) {
        settle(); // most records are of the same file and day as the one before
        let found = all.get(day);
        if (!found) all.set(day, (found = {day, records: 0, first: micros, last: micros}));
        current = {file, records: 0, counted: found};
      }
      const {counted} = current;
      ++current.records;
      ++counted.records;
      if (micros < counted.first) counted.first = micros;
      if (micros > counted.last) counted.last = micros;
    },
    days: () => [...all.values()].sort((a, b) => a.day - b.day)
  };
}
