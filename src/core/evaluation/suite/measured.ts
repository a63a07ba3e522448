/** Raised when the same sets would be measured otherwise, by another reader, detector or measure, or something else follows from that. */
export const suiteVersion = 1;

/**
 * The ways to train: on all rows that there are for it, and on the normal ones alone (a half of them where the same rows are
 * tested), so that every attack is novel.
 */
export const regimes = ["all", "novel"] as const;

/** A way to train. */
export type Regime = (typeof regimes)[number];

/** The kinds of sets: a table of numbers, the files of NSL-KDD, logs of flows. */
export type SetKind = "table" | "nsl-kdd" | "flows";

/** A labelled set that was measured. */
export interface SuiteSet {
  /** Its path below the folder of the suite, without an ending. */
  name: string;
  kind: SetKind;

  /** Its files, by their paths below the folder, with the SHA-256 of their bytes. */
  files: {path: string; sha256: string; bytes: number}[];

  /** The digest of the kind, the files and the label column: what its rows depend on. */
  sha256: string;
  rows: number;
  columns: number;
  anomalies: number;

  /** Which rows train and which are tested, and what was left aside, in a sentence. */
  about: string;
}

/** How a detector ranks, once for each seed, in the order of the seeds. */
export interface Measures {
  /** The area under the ROC curve, in [0, 1]; 0.5 is random. */
  auroc: number[];

  /** The average precision, in (0, 1]; the base rate is random. */
  ap: number[];

  /** The share of anomalies among the n most anomalous rows, n being the number of anomalies; in [0, 1]. */
  precision: number[];
}

/** The result of a detector on a set. */
export interface SuiteResult {
  set: string;
  detector: string;
  regime: Regime;

  /** The rows that it was trained on, those that were tested, and the anomalies among these. */
  trained: number;
  tested: number;
  anomalies: number;

  /** Null if it failed. */
  measures: Measures | null;

  /** Why it failed, in a sentence; null if it did not. */
  error: string | null;
}

/** A file, or a set, that was not measured, and why. */
export interface Unmeasured {
  path: string;
  reason: string;
}

/** What a suite has measured. */
export interface MeasuredSuite {
  format: "atalaya-suite/1";

  /** The `suiteVersion` that it was made with. */
  version: number;
  seeds: number[];

  /** The names of the detectors, in the order of comparisons. */
  detectors: string[];

  /** The sets by name, in order. */
  sets: SuiteSet[];

  /** By set, detector and regime, in this order. */
  results: SuiteResult[];

  /** The sets that are damaged. */
  damaged: Unmeasured[];

  /** The files that are no set. */
  skipped: Unmeasured[];
}
