import {errorMessage} from "../../src/core/error-message.js";
import type {PhaseContext} from "../artifacts/context.js";
import type {SigningAudit} from "../proof/attest.js";

/** Opens the audit and records that the run has begun; the rejection waits for whoever awaits it. */
export function openRecorded(
  openAudit: () => Promise<SigningAudit>,
  start: Parameters<SigningAudit["beginRun"]>[0]
): Promise<SigningAudit> {
  const opening = openAudit().then(async (audit) => {
    try {
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
export function exclusivelyBy(
  opening: Promise<SigningAudit>
): NonNullable<PhaseContext["exclusively"]> {
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
