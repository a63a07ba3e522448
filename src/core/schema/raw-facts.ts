/** The lines of a file, or of all, by what they are. Always lines = comments + accepted + rejected. */
export interface LineTotals {
  /** The number of lines, with blank ones and one that a fault has truncated. */
  lines: number;

  /** The number of header lines, comments and blank lines. */
  comments: number;

  /** The number of lines that became records. */
  accepted: number;

  /** The number of lines that were rejected. */
  rejected: number;
}

/** The lines of one kind of records, as a sensor calls it (`conn`, `dns`); `unknown` before it is known. */
export interface KindTotals extends LineTotals {
  kind: string;
}

/** What RAW keeps of an input file. */
export interface RawFile extends LineTotals {
  /** Its path below the folder that all files have in common. */
  name: string;

  /** What the column `file` of its events, records and rejected lines holds: see event-ids.ts. */
  slot: number;
  sha256: string;
  bytes: number;

  /** Why the file could not be read to its end; null if it was. */
  partial: string | null;

  /** The number of its rejected lines whose time is beyond the bounds. */
  outside: number;

  /** Its lines by kind of record, in the order in which the kinds come in it. */
  kinds: KindTotals[];

  /** The days of its events and records, by the kinds that have a table, in the order of `kinds`. */
  days: KindDays[];
}

/** The days (UTC) that have records of a kind, as `2024-04-19`, ascending. */
export interface KindDays {
  kind: string;
  days: string[];
}

/** The times of the records of a kind in a file. */
export interface KindTimes {
  kind: string;

  /** By day, ascending: the day in whole days since 1970, its records, and the first and the last time in microseconds since 1970. */
  days: [day: number, records: number, first: number, last: number][];
}

/**
 * The facts of a partition of RAW: of one file, whatever it is called and read with. Reasons and labels are all that were
 * counted, the first seen first, so that those of several files can be added up.
 */
export interface RawPartition extends Omit<RawFile, "name"> {
  times: KindTimes[];
  reasons: Omit<ReasonCount, "file">[];
  labelled: number;
  labels: LabelCount[];
}

/** The times of the records that are kept, ISO 8601 in UTC, both ends kept too; null: no bound. */
export interface RawBounds {
  from: string | null;
  to: string | null;

  /** Whether an end was asked for, instead of found. */
  given: {from: boolean; to: boolean};
}

/** A file of a folder or glob that is no log, and why; its bytes are not kept. */
export interface SkippedFile {
  name: string;
  reason: string;

  /** The task that failed as often as it may, if that is the reason: see set-aside.ts. */
  task?: string;
}

/** A kind of records over all files. */
export interface RawKind extends KindTotals {
  /** The number of files that hold it. */
  files: number;

  /** What its records are used for; null if they are kept, and not used yet. */
  use: string | null;
}

/** A label, in the log’s own words, and the number of events that have it. */
export interface LabelCount {
  label: string;
  events: number;
}

/** A reason for which lines were rejected, and the first of them. */
export interface ReasonCount {
  reason: string;

  /** The field that is invalid, by its name in the log; null if it is the line. */
  field: string | null;

  /** The number of lines. */
  lines: number;

  /** The name of the file, and the line in it, from 1. */
  file: string;
  line: number;
}

/** The facts of an ingestion, in its manifest. The totals are over the lines of every kind. */
export interface RawFacts extends LineTotals {
  files: RawFile[];

  /** By kind of record: connections first. */
  kinds: RawKind[];
  skipped: SkippedFile[];

  /** The most frequent reasons for which lines were rejected, most frequent first. */
  reasons: ReasonCount[];

  /** The number of events whose label says whether they are an attack. */
  labelled: number;

  /** The most frequent labels, most frequent first. */
  labels: LabelCount[];

  /** The earliest and latest time of an event; null without events. */
  firstTime: string | null;
  lastTime: string | null;

  /** How times were bounded. */
  time: {
    /** Whether bounds were found where none was asked for. */
    automatic: boolean;

    /** The bounds of events, and of the records of other kinds. */
    events: RawBounds;
    records: RawBounds;

    /** The number of lines that were rejected for their time. */
    outside: number;
  };
}

/** The digits of the SHA-256 of a file that the name of its partition has. */
const nameDigits = 16;

/**
 * Returns the name of the partition of each file by the SHA-256 of its bytes: `file=` and the first 16 digits of it, or all
 * of them if a file with a smaller SHA-256 begins with the same ones. The order of *digests* does not matter.
 */
export function partitionNames(digests: Iterable<string>): Map<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const digest of [...new Set(digests)].sort()) {
    const start = digest.slice(0, nameDigits);
    names.set(digest, `file=${taken.has(start) ? digest : start}`);
    taken.add(start);
  }
  return names;
}

/** Returns the path in RAW of a part of the events of a file; *partition* is the name of its partition. */
export function eventPart(partition: string, part: number): string {
  return `${partition}/events/${partName(part)}`;
}

/** Returns the path in RAW of a part of the records of a kind; *partition* is the name of the partition of the file. */
export function recordPart(partition: string, kind: string, part: number): string {
  return `${partition}/records/${kind}/${partName(part)}`;
}

/** Returns the path in RAW of the rejected lines of a file; absent if it has none. */
export function rejectedPath(partition: string): string {
  return `${partition}/rejected.parquet`;
}

/** Returns whether *path* in RAW is that of events. */
export function isEvents(path: string): boolean {
  return isBelow(path, "events/");
}

/** Returns whether *path* in RAW is that of records of *kind*. */
export function isRecords(path: string, kind: string): boolean {
  return isBelow(path, `records/${kind}/`);
}

/** Returns whether *path* in RAW is that of rejected lines. */
export function isRejected(path: string): boolean {
  return isBelow(path, "rejected.parquet");
}

function isBelow(path: string, start: string): boolean {
  return path.startsWith(start, path.indexOf("/") + 1);
}

function partName(part: number): string {
  return `part-${String(part).padStart(5, "0")}.parquet`;
}
