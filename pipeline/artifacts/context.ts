import type {Manifest} from "../../src/core/schema/artifacts.js";
import type {Stores} from "../storage/store.js";
import type {TaskExecutor} from "../tasks/executor.js";
import type {PartitionLedger} from "./partition-ledger.js";

/** A reporter of progress and warnings to people, on standard error. */
export interface Reporter {
  /** Reports that a phase or step has begun. */
  begin(step: string): void;

  /** Reports progress: *done* of *total* units; total null if unknown. Cheap; call it often. */
  progress(done: number, total: number | null, unit: string): void;

  /** Reports that the step has ended; *summary* is one line; e.g., `105,918 events from 72 files`. */
  end(step: string, summary: string): void;

  /** Reports a warning, on a line of its own. */
  warn(message: string): void;

  /** Reports what was found before the step has ended, on a line of its own; absent where nobody reads it. */
  found?(message: string): void;

  /** Returns a reporter whose reports carry *fields*, e.g., the run and the task; absent where they are for people. */
  with?(fields: Readonly<Record<string, string>>): Reporter;
}

/** The surroundings of a phase: all that it may touch. */
export interface PhaseContext {
  /** The stores of the artifacts. */
  stores: Stores;

  /** A folder on this machine for work in progress; emptied and removed by the flow. */
  scratch: string;

  /** Receives progress. */
  reporter: Reporter;

  /** The number of threads to use; never changes the result. */
  threads: number;

  /**
   * The bytes that the databases of a phase, or of a task, may take together before they spill to disk; defaults to
   * `defaultMemory`. It never changes the result.
   */
  memory?: number;

  /**
   * Makes the partitions that are missing, as tasks of `pipeline/run/tasks/kinds.ts`; absent: this process does. A task has a
   * context without one.
   */
  executor?: TaskExecutor;

  /** Partitions that are known to be there and to be what they were, by key: the store is not asked for them. */
  found?: ReadonlyMap<string, Manifest>;

  /** A file on this machine that remembers the digests of logs, see pipeline/ingestion/digest-hints.ts; absent: none does. */
  hints?: string;

  /** How many partitions were made and reused so far, each counted once; absent where nobody asks. */
  partitions?: {made: number; reused: number};

  /** What the file system said of the objects on this machine when their bytes were read or written, by path; absent where nobody asks. */
  stamps?: Map<string, string>;

  /** Records the partitions that are made before they exist; absent where nothing is recorded. */
  ledger?: PartitionLedger;

  /**
   * Returns what *work* returns, while no other process that shares the stores does the work called
   * *name*; absent where there can be no other.
   */
  exclusively?<T>(name: string, work: () => Promise<T>): Promise<T>;

  /**
   * Returns why the artifact of *manifest*, found in the store, is not to be used, naming the object; undefined if it is
   * what it was. One that a task of this run has *made* is only compared with the audit: no statement can name it yet, and an earlier one
   * that cannot be read says nothing against it. Absent where nobody else can have changed it.
   */
  breachOf?(manifest: Manifest, made?: boolean): Promise<string | undefined>;
}

/** The bytes that the databases of a phase may take together where its context says nothing: 1 GiB. */
export const defaultMemory = 2 ** 30;
