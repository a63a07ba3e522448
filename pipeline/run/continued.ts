import type {SkippedFile} from "../../src/core/schema/raw-facts.js";
import type {RecordedRun, RunStart} from "../audit/audit.js";
import {UsageError} from "../config/errors.js";
import {signedKind} from "../proof/statements.js";
import type {SigningAudit} from "../proof/attest.js";
import type {TaskExecutor} from "../tasks/executor.js";

/** A distributed run: several processes may be at work on it, one after the other. */
export interface OngoingRun {
  /** Its beginning, the same for each of them. */
  start: RunStart;

  /** Who does its tasks. */
  executor: TaskExecutor;

  /** The bytes that the databases of its phases may take; defaults to that of phases. */
  memory?: number;

  /** The files that were skipped where the clean past was named; absent without one. */
  pastSkipped?: readonly SkippedFile[];

  /** Returns whether the run goes on after *error*, here or elsewhere: then it is not recorded as failed. */
  staysOpen(error: unknown): boolean;
}

/** The audit of a run, and what was recorded of it before this process; absent of one that begins now. */
export type OpenedAudit = SigningAudit & {before?: RecordedRun};

/**
 * Returns *audit* for the rest of the run that *before* was recorded of: what is there is not recorded a second time. Throws a
 * UsageError if the run has failed, which is its end.
 */
export function continuingAudit(audit: SigningAudit, before: RecordedRun): OpenedAudit {
  const {entry, signed} = before;
  if (entry.status === "failed")
    throw new UsageError(`run has ended: ${entry.run} (${entry.error ?? "failed"}); resume it`);
  const phases = new Set<string>(entry.phases.map(({phase}) => phase));
  return {
    ...audit,
    before,
    async recordPhase(event) {
      if (!phases.has(event.phase)) await audit.recordPhase(event);
    },
    async recordModels(run, models) {
      if (entry.models.length === 0) await audit.recordModels(run, models);
    },
    async recordMetrics(run, metrics) {
      if (entry.metrics.length === 0) await audit.recordMetrics(run, metrics);
    },
    async recordAction(action) {
      if (action.kind === signedKind && signed !== null) return;
      if (action.kind === "retraining" && entry.retraining) return;
      await audit.recordAction(action);
    },
    async finishRun(run, status, finishedAt, error) {
      if (entry.status !== "succeeded") await audit.finishRun(run, status, finishedAt, error);
    }
  };
}
