import {errorMessage} from "../../src/core/error-message.js";
import type {Json} from "../../src/core/schema/artifacts.js";
import {isLost} from "../audit/postgres-error.js";
import {isCausedBy, isChangedFile, OutageError, UsageError} from "../config/errors.js";
import {LostLeaseError} from "./lease.js";
import type {TaskAnswer} from "./task-answer.js";

/** How often a task that fails is tried before it is set aside. */
export const maxAttempts = 3;

/** The pauses before the second and the third attempt, in milliseconds. */
const pauses = [1_000, 5_000];

/** The shortest and the longest pause while there is an outage, in milliseconds. */
const outagePauses = {shortest: 250, longest: 5_000};

/** What attempts need of their surroundings. */
export interface AttemptEffects {
  /** Aborted when the run was cancelled, or this process has to stop. */
  signal: AbortSignal;

  /** Waits; rejects when the signal is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;

  /** Is called before another attempt, or before waiting for the end of an outage. */
  onRetry?(error: unknown, isOutage: boolean): void;
}

/**
 * Returns how *work* ended. What fails for a reason of its own is tried three times, and then set aside; a mistake of the user’s, once:
 * the same input would give the same. An object of the store that was changed is no such mistake: what needs it is set aside. During an outage of the database or the store it waits, however long that takes, and no
 * attempt counts. Rejects, with no answer, if the signal is aborted or the lease of this process is lost: then it is done elsewhere.
 */
export async function attempt(
  work: () => Promise<Json>,
  {signal, sleep, onRetry = () => {}}: AttemptEffects
): Promise<TaskAnswer> {
  for (let failures = 0, outages = 0; ;) {
    try {
      signal.throwIfAborted();
      return {kind: "done", result: await work()};
    } catch (error) {
      if (signal.aborted || error instanceof LostLeaseError) throw error;
      const isChanged = isChangedFile(error);
      if (!isChanged && isOutage(error)) {
        onRetry(error, true);
        const pause = outagePauses.shortest * 2 ** Math.min(outages++, 10);
        await sleep(Math.min(pause, outagePauses.longest), signal);
        continue;
      }
      if (!isChanged && error instanceof UsageError)
        return {kind: "usage", message: errorMessage(error)};
      if (++failures >= maxAttempts) return {kind: "set-aside", message: errorMessage(error)};
      onRetry(error, false);
      await sleep(pauses[failures - 1], signal);
    }
  }
}

/** Returns whether *error*, or what caused it, is an outage of a server: it passes, and nothing is wrong with what was asked. */
export function isOutage(error: unknown): boolean {
  return isCausedBy(error, (at) => at instanceof OutageError || isLost(at));
}
