import type {Retraining} from "./retraining.js";

/** runs.json: the audit trail, newest first. */
export interface RunsPage {
  runs: RunEntry[];
}

/** One run with its four phases. */
export interface RunEntry {
  run: string;
  /** How it stands; `dead` is a run that never ended and whose process is gone. */
  status: "running" | "succeeded" | "failed" | "dead";
  startedAt: number;
  finishedAt: number | null;
  command: string;
  codeVersion: string;
  error: string | null;
  phases: {
    phase: string;
    key: string;
    sha256: string | null;
    reused: boolean;
    seconds: number;
    rowsIn: number;
    rowsOut: number;
    rejected: number;
    parameters: {[name: string]: unknown};
    inputs: {name: string; sha256: string}[];
    /** An input file more than the list shows. */
    moreInputs: number;
    /** What its artifact was merged from. */
    partitions: RunPartitions;
  }[];
  models: {name: string; sha256: string}[];
  /** Events, alerts, threshold, ap, auroc, …, as far as there are any. */
  metrics: {model: string; window: string; name: string; value: number | null}[];
  /** Whether its model should be trained anew; null of a run that made no evaluation, or of an earlier version. */
  retraining: Retraining | null;
}

/** The partitions of the artifact of a phase. */
export interface RunPartitions {
  count: number;
  /** How many the run made; it found the others. */
  made: number;
  /** The first ones, in the order of their names. */
  listed: {
    /** E.g., `day=2024-04-19`; of RAW, `file=` and the digest of the file. */
    partition: string;
    key: string;
    rows: number;
    made: boolean;
  }[];
}
