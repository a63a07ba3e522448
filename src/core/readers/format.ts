import type {LogReader} from "./reader.js";
import type {UnsupportedFile} from "./magic.js";
import type {GuessedMapping} from "./table/mapping.js";
import type {TableFormat} from "./table/reader.js";

/** A log whose format names its fields; *format* is the name of its `LogFormat`. */
export interface DetectedLog {
  kind: "log";
  format: string;

  /** The kinds of its first records, as their sensor calls them (`conn`, `dns`); empty if they do not tell. */
  records: string[];
}

/** A table: its form, its fields, some of its records, and a guess of what they mean. */
export interface DetectedTable extends GuessedMapping {
  kind: "table";
  format: TableFormat;

  /** The names of the fields; each once. */
  names: string[];

  /** Up to 20 records, in the order of the names; a field that is not in a record is empty. */
  samples: string[][];
}

/** What a file is, by its first bytes: plain data, so that a worker can send it. */
export type DetectedFile = DetectedLog | DetectedTable | ({kind: "unsupported"} & UnsupportedFile);

/** A format of logs. */
export interface LogFormat {
  /** A short name; e.g., `zeek`. */
  name: string;

  /** Returns what a file is that begins with *lines*, none of them blank; undefined if of another format. */
  detect(lines: readonly string[]): DetectedFile | undefined;

  /** Returns a reader of one log; undefined if *detect* finds tables, which the table reader reads. */
  open?(log: DetectedLog): LogReader;
}

/** The most records that a format looks at to know a table. */
export const maxSamples = 20;
