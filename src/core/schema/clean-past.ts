/** A clean past: events that a run learned from instead of the beginning of its log. */
export interface CleanPast {
  /** The keys of its artifacts in RAW and SILVER. */
  ingestion: string;
  transformation: string;

  /** The names of its files, at most 20 of them. */
  files: string[];

  /** The number of its files. */
  fileCount: number;
}
