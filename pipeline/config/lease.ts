import type {Environment} from "./environment.js";
import {UsageError} from "./errors.js";

/** The bounds of a lease, in seconds: what is shorter ends in a busy machine, what is longer blocks others. */
export const leaseBounds = {min: 1, max: 300, default: 30} as const;

/**
 * Returns for how long, in seconds, a lock is kept that its process does not renew: ATALAYA_LEASE, 30 by
 * default. Throws a UsageError if that is no integer within the bounds.
 */
export function readLease(env: Environment = process.env): number {
  const text = env.ATALAYA_LEASE;
  if (!text) return leaseBounds.default;
  const seconds = Number(text);
  const {min, max} = leaseBounds;
  if (Number.isInteger(seconds) && seconds >= min && seconds <= max) return seconds;
  throw new UsageError(`invalid ATALAYA_LEASE: ${text}; try an integer from ${min} to ${max}`);
}
