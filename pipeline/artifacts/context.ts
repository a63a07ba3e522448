import type {Stores} from "../storage/store.js";

/** Says what is going on, to people. Everything goes to standard error. */
export interface Reporter {
  /** A phase or step has begun. */
  begin(step: string): void;

  /** How far the step is: *done* of *total* units; total null if unknown. Cheap; call it often. */
  progress(done: number, total: number | null, unit: string): void;

  /** The step has ended; *summary* is one line; e.g., `105,918 events from 72 files`. */
  end(step: string, summary: string): void;

  /** Something the reader should know, on a line of its own. */
  warn(message: string): void;
}

/** What a phase may touch. */
export interface PhaseContext {
  /** Where artifacts are kept. */
  stores: Stores;

  /** A folder on this machine for work in progress; emptied and removed by the flow. */
  scratch: string;

  /** Who hears of progress. */
  reporter: Reporter;

  /** How many threads to use; never shows in what comes out. */
  threads: number;

  /**
   * Returns what *work* returns, while no other process that shares the stores does the work called
   * *name*; absent where there can be no other.
   */
  exclusively?<T>(name: string, work: () => Promise<T>): Promise<T>;
}
