import {setTimeout as sleep} from "node:timers/promises";
import {errorMessage} from "../../src/core/error-message.js";

/** A queue of messages to another program: sent in order, in the background, or given up. */
export interface Outbox {
  /** Has *send* called when its turn comes; gives it up if too much waits, or nothing gets through. */
  add(send: (signal: AbortSignal) => Promise<void>): void;

  /** Waits until all is sent, for some seconds at most; warns, once, if something was not. */
  close(): Promise<void>;
}

/** The options of an outbox. */
export interface OutboxOptions {
  /** The name of the receiver in warnings; e.g., `OpenLineage`. */
  name: string;

  /** Says what was not sent. */
  warn: (message: string) => void;

  /** The most sends that may wait; defaults to 1,000. */
  capacity?: number;

  /** After how many failures in a row the rest is given up; defaults to 3. */
  failures?: number;

  /** For how long closing waits, in seconds; defaults to 15. */
  patience?: number;
}

/** Returns an empty outbox. */
export function openOutbox(options: OutboxOptions): Outbox {
  const {name, warn, capacity = 1_000, failures = 3, patience = 15} = options;
  const aborting = new AbortController();
  let last = Promise.resolve();
  const count = {added: 0, waiting: 0, sent: 0, failedInRow: 0};
  let reason: string | undefined;

  async function attempt(send: (signal: AbortSignal) => Promise<void>): Promise<void> {
    try {
      if (count.failedInRow >= failures || aborting.signal.aborted) return;
      await send(aborting.signal);
      ++count.sent;
      count.failedInRow = 0;
    } catch (error) {
      ++count.failedInRow;
      reason ??= errorMessage(error);
    } finally {
      --count.waiting;
    }
  }

  return {
    add(send) {
      ++count.added;
      if (count.waiting >= capacity) return void (reason ??= `${capacity} wait already`);
      ++count.waiting;
      last = last.then(() => attempt(send));
    },
    async close() {
      const timer = new AbortController();
      const late = sleep(patience * 1000, "late", {signal: timer.signal}).catch(() => "in time");
      if ((await Promise.race([last, late])) === "late") {
        reason ??= `no answer within ${patience} s`;
        aborting.abort();
        await last;
      }
      timer.abort();
      const lost = count.added - count.sent;
      if (lost > 0)
        warn(
          `${name}: ${lost} of ${count.added} messages not delivered: ${reason ?? "interrupted"}; the run is not touched by it`
        );
    }
  };
}
