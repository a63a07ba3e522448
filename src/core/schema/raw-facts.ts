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
  sha256: string;
  bytes: number;

  /** Why the file could not be read to its end; null if it was. */
  partial: string | null;

  /** The number of its rejected lines whose time is beyond the bounds. */
  outside: number;

  /** Its lines by kind of record, in the order in which the kinds come in it. */
  kinds: KindTotals[];
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

/** Returns the path in RAW of a part of the records of a kind. */
export function recordPart(kind: string, part: number): string {
  return `records/${kind}/part-${String(part).padStart(5, "0")}.parquet`;
}

/** Returns whether *path* in RAW is that of records of *kind*. */
export function isRecords(path: string, kind: string): boolean {
  return path.startsWith(`records/${kind}/`);
}
