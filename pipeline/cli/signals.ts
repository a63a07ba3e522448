import {setTimeout as sleep} from "node:timers/promises";
import {interrupt} from "../lease/endings.js";

/** The signals that end a command, and the exit code of each: 128 and its number. */
const codes = {SIGINT: 130, SIGTERM: 143, SIGHUP: 129} as const;

/** How long, in milliseconds, an interrupted run may take to record that it was. */
const patience = 5_000;

/**
 * Makes this process end when it is told to: what it was doing is recorded as interrupted, as far as that is done
 * within five seconds, its locks are released and its work in progress is removed. A second signal
 * ends it at once. Process 1 of a container has no other handler: without one it ignores them.
 */
export function endOnSignals(): void {
  let isEnding = false;
  const end = async (signal: keyof typeof codes) => {
    if (isEnding) process.exit(codes[signal]);
    isEnding = true;
    await Promise.race([interrupt(signal), sleep(patience)]);
    process.exit(codes[signal]);
  };
  for (const signal of Object.keys(codes) as (keyof typeof codes)[]) {
    process.removeAllListeners(signal); // of the time when this was still being loaded
    process.on(signal, () => void end(signal));
  }
}
