import {setTimeout as sleep} from "node:timers/promises";
import {isOutage} from "./attempts.js";
import {LostLeaseError} from "./lease.js";

/** The pause before the database is asked once more, in milliseconds. */
const pause = 1_000;

/** Returns what *work* returns; calls it again while there is an outage, however long, until *signal* is aborted. */
export async function persistently<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isOutage(error) || error instanceof LostLeaseError) throw error;
      await sleep(pause, undefined, {signal});
    }
  }
}
