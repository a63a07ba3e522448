import {setTimeout as sleep} from "node:timers/promises";
import {NotFoundError} from "../../config/errors.js";
import type {Attempt} from "./connection.js";
import {failure, assess} from "./errors.js";
import type {Action} from "./errors.js";

/** For how long to go on. */
export interface Patience {
  /** For how long to try an action on no bytes, in milliseconds. */
  deadlineMs: number;

  /** The slowest connection that is worth waiting for, in bytes per second: what an action on many bytes is given beside the above. */
  bytesPerSecond: number;

  /** For how long a connection may be silent, in milliseconds. */
  idleMs: number;

  /** The wait after the first failure, in milliseconds; doubled after each other one. */
  firstDelayMs: number;

  /** The longest wait, in milliseconds, unless the server asks for more. */
  maxDelayMs: number;
}

/** The patience of a run. */
export const defaultPatience: Patience = Object.freeze({
  deadlineMs: 60_000,
  bytesPerSecond: 500_000,
  idleMs: 20_000,
  firstDelayMs: 100,
  maxDelayMs: 5_000
});

/** The effects of waiting on the world. */
export interface WaitEffects {
  /** Returns the time, in milliseconds; only differences count. */
  now(): number;
  /** Returns a number in [0, 1). */
  random(): number;
  sleep(milliseconds: number): Promise<unknown>;
}

/** The clock and the dice of this machine. */
export const defaultWaitEffects: WaitEffects = {
  now: () => performance.now(),
  random: () => Math.random(),
  sleep: (milliseconds) => sleep(milliseconds)
};

/**
 * Returns what *work* returns, and calls it again after errors that pass, with waits that double and
 * are drawn from half to all of that, so that many who failed at once do not come back at once. One try
 * gets half of the time for *bytes*, so that a slow one leaves time for another. Throws a NotFoundError
 * of *work* at once; a UsageError or a StoreError, which name the object, after an error that does not pass or when the time is up.
 */
export async function persist<T>(
  action: Action,
  bytes: number,
  work: (attempt: Attempt) => Promise<T>,
  patience: Patience,
  effects: WaitEffects
): Promise<T> {
  const begun = effects.now();
  const total = patience.deadlineMs + (bytes / patience.bytesPerSecond) * 1000;
  for (let tries = 1; ; ++tries) {
    const left = begun + total - effects.now();
    const limit = Math.max(1, Math.min(left, total / 2));
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), limit);
    const attempt: Attempt = {signal: controller.signal, idleMs: patience.idleMs};
    try {
      return await work(attempt);
    } catch (error) {
      if (error instanceof NotFoundError) throw error; // that is an answer
      const assessment = assess(error, attempt);
      if (!assessment.retry) throw failure(action, assessment, error);
      const delay = delayAfter(tries, attempt, patience, effects.random());
      const spent = effects.now() - begun;
      if (spent + delay >= total) {
        const seconds = Math.max(1, Math.round(spent / 1000));
        const effort = ` (${tries === 1 ? "1 try" : `${tries} tries`} in ${seconds} s)`;
        throw failure(action, assessment, error, effort);
      }
      await effects.sleep(delay);
    } finally {
      clearTimeout(timer);
    }
  }
}

function delayAfter(
  tries: number,
  {retryAfterMs = 0}: Attempt,
  {firstDelayMs, maxDelayMs}: Patience,
  random: number
): number {
  const longest = Math.min(firstDelayMs * 2 ** (tries - 1), maxDelayMs);
  return Math.max(longest * (0.5 + random / 2), retryAfterMs);
}
