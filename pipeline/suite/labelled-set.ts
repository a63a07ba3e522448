import type {Matrix} from "../../src/core/forest/types.js";
import {labelCodes} from "../../src/core/evaluation/ranking.js";
import type {SetKind, Unmeasured} from "../../src/core/evaluation/suite/measured.js";
import type {LogFile} from "../ingestion/find-logs.js";

/** Rows with a label each: 1 for an anomaly, 0 for what is normal, 255 for what is not labelled. */
export interface LabelledRows {
  matrix: Matrix;
  labels: Uint8Array;
}

/** The rows of a set. Its arrays are of shared memory, so that threads read them without a copy. */
export interface LabelledSet {
  train: LabelledRows;

  /** The rows that are tested; those of *train* themselves where the set is not divided. */
  test: LabelledRows;

  /** Which rows train and which are tested, and what was left aside, in a sentence. */
  about: string;
}

/** Files that belong to one set. */
export interface FoundSet {
  name: string;
  kind: SetKind;
  files: LogFile[];

  /** How its file is read; of a kind that has several ways. */
  reader: "csv" | "parquet" | "npz" | "nsl-kdd" | "logs";
}

/** What lies in a folder of sets. */
export interface FoundSets {
  sets: FoundSet[];
  skipped: Unmeasured[];
}

/** The most numbers that a set may hold: 512 MB of them. */
export const maxValues = 1 << 27;

/** The file is no labelled set, and why; it is skipped. */
export class NoSetError extends Error {
  override readonly name = "NoSetError";
}

/** Throws a RangeError that names *file* if a set of *rows* × *columns* is too large. */
export function requireSize(file: string, rows: number, columns: number): void {
  if (rows * columns <= maxValues) return;
  const [size, most] = [`${rows} × ${columns}`, maxValues].map((n) => n.toLocaleString("en-US"));
  throw new RangeError(`too large: ${file} holds ${size} numbers, more than ${most}; give a part of its rows`); // prettier-ignore
}

/** Throws a NoSetError that names *file* unless both an anomaly and a normal row are among *labels*. */
export function requireBoth(file: string, labels: Uint8Array): void {
  if (countLabel(labels, labelCodes.attack) === 0) throw new NoSetError(`no anomaly is labelled in ${file}`); // prettier-ignore
  if (countLabel(labels, labelCodes.benign) === 0) throw new NoSetError(`no normal row is labelled in ${file}`); // prettier-ignore
}

/** Returns *rows* in shared memory. */
export function sharedRows({matrix, labels}: LabelledRows): LabelledRows {
  return {
    matrix: {...matrix, values: shared(matrix.values, Float32Array)},
    labels: shared(labels, Uint8Array)
  };
}

/** Returns how many of *labels* are *label*. */
export function countLabel(labels: Uint8Array, label: number): number {
  let count = 0;
  for (const one of labels) if (one === label) ++count;
  return count;
}

function shared<T extends Float32Array | Uint8Array>(
  array: T,
  Type: new (buffer: SharedArrayBuffer) => T
): T {
  const copy = new Type(new SharedArrayBuffer(array.byteLength));
  copy.set(array);
  return copy;
}
