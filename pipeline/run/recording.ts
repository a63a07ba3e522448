import {join} from "node:path";
import {errorMessage} from "../../src/core/error-message.js";
import type {PhaseContext, Reporter} from "../artifacts/context.js";
import {partitionLedger} from "../artifacts/partition-ledger.js";
import type {Settings} from "../config/settings.js";
import {breachBy} from "../proof/known-artifact.js";
import {fencedStores} from "../storage/fenced.js";
import {openStores} from "../storage/open.js";
import {continuingAudit} from "./continued.js";
import type {OngoingRun, OpenedAudit} from "./continued.js";
import type {Fence} from "./workspace-lock.js";
import type {SigningAudit} from "../proof/attest.js";
import type {RunListener} from "../tracking/listener.js";
import {trackedExecutor} from "../tracking/tracked-executor.js";

/**
 * Opens the audit and records that the run has begun, unless it is *ongoing* and that is recorded; the rejection waits for whoever
 * awaits it.
 */
export function openRecorded(
  openAudit: () => Promise<SigningAudit>,
  start: Parameters<SigningAudit["beginRun"]>[0],
  ongoing?: OngoingRun
): Promise<OpenedAudit> {
  const opening = openAudit().then(async (audit): Promise<OpenedAudit> => {
    try {
      const before = ongoing && (await audit.recorded?.(start.run));
      if (before) return continuingAudit(audit, before);
      await audit.beginRun(start);
      return audit;
    } catch (error) {
      await audit.close();
      throw error;
    }
  });
  opening.catch(() => {});
  return opening;
}

/** Returns the lock that lets one process at a time make an artifact, if the database of *opening* is shared. */
function exclusivelyBy(opening: Promise<SigningAudit>): NonNullable<PhaseContext["exclusively"]> {
  return async (name, work) => {
    const audit = await opening;
    return audit.exclusively ? audit.exclusively(name, work) : work();
  };
}

/** Records that the run *name* has failed *at* a time, with the message of *error*, unless the audit itself has failed, or the run has ended. */
export async function recordFailure(
  opening: Promise<SigningAudit>,
  name: string,
  at: Date,
  error: unknown
): Promise<void> {
  const message = errorMessage(error);
  try {
    await (await opening).finishRun(name, "failed", at, message);
  } catch {
    // The audit itself has failed, with the error that is being thrown.
  }
}

/**
 * Returns what records that the run *name* was interrupted by a signal; it does nothing before its beginning is
 * recorded: to wait for that would be to ignore the signal, and the next run records the same.
 */
export function recorderOf(
  opening: Promise<SigningAudit>,
  name: string,
  now: () => Date
): (signal: string) => Promise<void> {
  let hasBegun = false;
  opening.then(
    () => (hasBegun = true),
    () => {} // who awaits it handles that
  );
  return async (signal) => {
    if (hasBegun) await recordFailure(opening, name, now(), new Error(`interrupted by ${signal}`));
  };
}

/** The run that a context is of. */
interface ContextOptions {
  run: string;
  /** A folder on this machine for work in progress. */
  scratch: string;
  opening: Promise<SigningAudit>;
  fence: Fence;
  /** The distributed run that it is; absent of one that this process does alone. */
  ongoing?: OngoingRun;
  /** The listener that is notified of its tasks; absent for none. */
  listener?: RunListener;
}

/** Returns the context of the phases of the run *name*: what they make is recorded in the audit that is *opening*, while *fence* does not throw. */
export function newContext(
  settings: Settings,
  reporter: Reporter,
  {run: name, scratch, opening, fence, ongoing, listener}: ContextOptions
): PhaseContext {
  const stores = fencedStores(openStores(settings), fence);
  const stamps = new Map<string, string>();
  return {
    stores,
    scratch,
    reporter,
    threads: settings.threads,
    executor: trackedExecutor(ongoing?.executor, listener),
    ...(ongoing?.memory !== undefined && {memory: ongoing.memory}),
    hints: join(settings.workspace, "digests.json"),
    partitions: {made: 0, reused: 0},
    ledger: partitionLedger(async (manifests) => {
      const audit = await opening;
      fence();
      await audit.recordPartitions(name, manifests);
    }),
    exclusively: exclusivelyBy(opening),
    stamps,
    breachOf: breachBy(settings, opening, {scratch, stamps})
  };
}
