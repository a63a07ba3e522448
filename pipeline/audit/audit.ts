import type {Json, Manifest, Phase} from "../../src/core/schema/artifacts.js";
import type {RunEntry} from "../../src/core/schema/published.js";

/** A run as it begins. */
export interface RunStart {
  /** The name of the run; e.g., `20261123-130442-7f3a`. */
  run: string;
  /** What was asked for, as a command that does it again; never holds a secret. */
  command: string;
  /** The version of the code; e.g., `0.1.0`. */
  codeVersion: string;
  /** The parameters of all phases. */
  parameters: {[name: string]: Json};
  startedAt: Date;
}

/** What happened in a phase of a run: one row of `ingestion_events`, `transformation_events`, … */
export interface PhaseEvent {
  run: string;
  phase: Phase;
  manifest: Manifest;
  reused: boolean;
  startedAt: Date;
  seconds: number;
  rowsIn: number;
  rowsOut: number;
  rejected: number;
}

/** A metric of a run; null where it is not defined. */
export interface RunMetric {
  model: string;
  window: string;
  name: string;
  value: number | null;
}

/** Who did what, with which bytes, when, and what came out. */
export interface Audit {
  /** The address of the database, for messages, without secrets. */
  readonly location: string;

  /** Records that a run has begun; rejects if the run exists. */
  beginRun(start: RunStart): Promise<void>;

  /** Records a phase, its artifact, and the artifact’s inputs; all or nothing. */
  recordPhase(event: PhaseEvent): Promise<void>;

  /** Records the models of a run. */
  recordModels(
    run: string,
    models: {
      name: string;
      sha256: string;
      key: string;
      bytes: number;
      parameters: {[name: string]: Json};
    }[]
  ): Promise<void>;

  /** Records the metrics of a run. */
  recordMetrics(run: string, metrics: RunMetric[]): Promise<void>;

  /** Records how a run ended; *error* is the message of what made it fail. */
  finishRun(
    run: string,
    status: "succeeded" | "failed",
    finishedAt: Date,
    error?: string
  ): Promise<void>;

  /** Returns the runs, newest first, with everything recorded of them. */
  runs(limit?: number): Promise<RunEntry[]>;

  /** Lets go of the database. */
  close(): Promise<void>;
}
