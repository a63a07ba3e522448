import type {Phase} from "../../src/core/schema/artifacts.js";
import type {PhaseResult} from "../artifacts/phase-result.js";

/** The result of a run. */
export interface RunResult {
  run: string;
  results: Record<Phase, PhaseResult>;
  /** The inputs that could not be read to their end, and what was set aside, a sentence each; see also `setAsideOf`. */
  partial: string[];
  /** How many partitions were made, and how many were there before. */
  partitions: {made: number; reused: number};
  /** The duration, in seconds, without waiting for the lock. */
  seconds: number;
}
