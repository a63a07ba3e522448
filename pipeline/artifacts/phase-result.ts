import type {Manifest} from "../../src/core/schema/artifacts.js";

/** The result of running a phase. */
export interface PhaseResult {
  /** The artifact. */
  manifest: Manifest;

  /** True if the artifact existed already, so that nothing was done. */
  reused: boolean;

  /** The duration, in seconds. */
  seconds: number;

  /** The processor time of all threads meanwhile, in seconds; absent of a phase that was called alone. */
  processor?: number;

  /** The number of rows, or lines, that went in. */
  rowsIn: number;

  /** The number of rows that came out. */
  rowsOut: number;

  /** The number of rejected rows, which are stored apart with the reason. */
  rejected: number;

  /** The inputs that could not be read to their end, and the partitions that were set aside, a sentence each; absent if there are none. */
  partial?: string[];
}
