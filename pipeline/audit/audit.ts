import type {ChainHead} from "../../src/core/proof/chain.js";
import type {Json, Manifest, Phase} from "../../src/core/schema/artifacts.js";
import type {RunEntry} from "../../src/core/schema/runs.js";
import type {Actions, Registry, Suppressions, Verdicts} from "./decisions.js";
import type {AuditVerification} from "./verify.js";

/** A run as it begins. */
export interface RunStart {
  /** The name of the run; e.g., `20261123-130442-7f3a`. */
  run: string;
  /** The command that repeats the run; never holds a secret. */
  command: string;
  /** The version of the code; e.g., `0.1.0`. */
  codeVersion: string;
  /** The parameters of all phases. */
  parameters: {[name: string]: Json};
  startedAt: Date;
}

/** The record of a phase of a run: one row of `ingestion_events`, `transformation_events`, … */
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

/** What is recorded of a run that another process may have begun. */
export interface RecordedRun {
  entry: RunEntry;
  /** The digest of its signed statement; null before it is signed. */
  signed: string | null;
}

/** The records of runs, phases, artifacts and metrics: the part that a run needs. */
export interface Audit {
  /** The address of the database, for messages, without secrets. */
  readonly location: string;

  /** Returns what is recorded of *run*, whichever process began it; undefined if nothing is. Absent where no run is ever continued. */
  recorded?(run: string): Promise<RecordedRun | undefined>;

  /** Records that a run has begun; rejects if the run exists. */
  beginRun(start: RunStart): Promise<void>;

  /** Records a phase, its artifact, and the artifact’s inputs; all or nothing. */
  recordPhase(event: PhaseEvent): Promise<void>;

  /** Records artifacts that a run was given beside its own, such as those of a clean past; all or nothing. */
  recordInputs(run: string, manifests: readonly Manifest[]): Promise<void>;

  /** Records partitions that a run made, so that they are known if it does not end; all or nothing. */
  recordPartitions(run: string, manifests: readonly Manifest[]): Promise<void>;

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

  /** Returns the runs, newest first, with everything recorded of them; `dead` is one whose process is gone. */
  runs(limit?: number): Promise<RunEntry[]>;

  /**
   * Returns what *work* returns, while no other process on this database does the work called *name*;
   * absent where the lock of the workspace is enough.
   */
  exclusively?<T>(name: string, work: () => Promise<T>): Promise<T>;

  /** Lets go of the database. */
  close(): Promise<void>;
}

/** The log in which each entry holds the digest of the one before. */
export interface AuditLog {
  /** Returns how far the log goes; kept elsewhere, it shows whether the log was cut or rewritten. */
  auditHead(): Promise<ChainHead>;

  /** Checks the log, and every row of the audit against it; *anchors* are heads that were kept elsewhere. */
  verify(anchors?: readonly ChainHead[]): Promise<AuditVerification>;
}

/** A signed run, with the digest of its statement. */
export interface SignedRun {
  run: string;
  sha256: string;
}

/** What is recorded of an artifact. */
export interface ArtifactRecord {
  /** The digest of its files. */
  sha256: string;
  /** The digest of its manifest, as it was first recorded; null if an earlier version recorded it. */
  manifest: string | null;
  /** The digest of each file but those of its partitions, by path, as it was first recorded. */
  files: {[path: string]: string};
  /** The newest signed run that used it, or what was merged from it; null if there is none. */
  signed: SignedRun | null;
}

/** All of the records: those of runs, the decisions of people, and the log that all of it is in. */
export interface Records extends Audit, Registry, Verdicts, Suppressions, Actions, AuditLog {
  /** Returns the keys of the artifacts that are recorded, partitions too, each with the run that recorded it first. */
  artifactKeys(): Promise<Map<string, string>>;

  /** Returns what is recorded of the artifacts *keys*, by their keys; nothing of one that is not recorded. */
  findArtifacts(keys: readonly string[]): Promise<Map<string, ArtifactRecord>>;

  /** Returns the newest run that was signed; undefined if there is none. */
  newestSigned(): Promise<SignedRun | undefined>;

  /** Returns what *work* returns, while no run is at work and none can begin; rejects if one is. */
  withoutRuns<T>(work: () => Promise<T>): Promise<T>;
}
