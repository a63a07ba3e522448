import type {Manifest} from "../../src/core/schema/artifacts.js";

/** What came of running a phase. */
export interface PhaseResult {
  /** The artifact. */
  manifest: Manifest;

  /** Whether the artifact was there already, so that nothing was done. */
  reused: boolean;

  /** How long it took, in seconds. */
  seconds: number;

  /** The number of rows, or lines, that went in. */
  rowsIn: number;

  /** The number of rows that came out. */
  rowsOut: number;

  /** The number of rows that were refused; they are kept aside with the reason. */
  rejected: number;

  /** What could not be read to its end, a sentence for each input; absent if nothing. */
  partial?: string[];
}
