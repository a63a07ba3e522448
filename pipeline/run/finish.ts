import type {Attest, FinishedRun, SigningAudit} from "../proof/attest.js";
import {writeLatest} from "./latest.js";
import {maybeRetrainingAction} from "./retraining-action.js";
import type {Fence} from "./workspace-lock.js";

/** Signs a run whose phases are done, records that it succeeded, and makes it the latest one, while *fence* does not throw. */
export async function finish(
  finished: FinishedRun,
  attest: Attest,
  audit: SigningAudit,
  fence: Fence
): Promise<void> {
  const {run: name, finishedAt, results, stores} = finished;
  fence();
  const advice = maybeRetrainingAction(name, results.evaluation.manifest, finishedAt);
  if (advice) await audit.recordAction(advice);
  await attest(finished, audit);
  fence();
  await audit.finishRun(name, "succeeded", finishedAt);
  await writeLatest(stores, name, results);
}

/** Returns why a run failed that threw *error*: whoever lost its place finds other things amiss. */
export function reasonOf(error: unknown, fence: Fence): unknown {
  try {
    fence();
    return error;
  } catch (lost) {
    return lost;
  }
}
