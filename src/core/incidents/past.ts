import type {PastEvents} from "./evidence.js";
import type {QueryRunner} from "./query-runner.js";

const day = 86_400_000_000;

/** Whole days without events between a past and the log, so that no window of hours holds events of both. */
const gapDays = 1;

/**
 * Returns the table *past*, and *dns*, its queries if there are any, as the past of a log whose first event is at *first*, in microseconds since the epoch: moved
 * by whole days, whatever its times were, so that it ends a day before the log’s first, and numbered below 0.
 */
export async function pastEvents(
  runner: QueryRunner,
  past: string,
  first: number,
  dns?: string
): Promise<PastEvents> {
  const [{last}] = await runner.rows<{last: number}>(
    `SELECT epoch_us(max(time))::DOUBLE AS last FROM ${past}`
  );
  const days = Math.floor(first / day) - Math.floor(last / day) - 1 - gapDays;
  const moved = (table: string) =>
    `(SELECT * REPLACE (-1 - event_id AS event_id, make_timestamp(epoch_us(time) + ${days * day}) AS time) FROM ${table})`;
  return {
    events: moved(past),
    ...(dns && {dns: moved(dns)}),
    until: last + days * day + 1
  };
}

/** Returns the first microsecond of the UTC day of *micros*, from which on a log with a past is its test window. */
export function startOfDay(micros: number): number {
  return Math.floor(micros / day) * day;
}
