import {errorMessage} from "../../src/core/error-message.js";
import {OutageError, UsageError} from "../config/errors.js";
import {plainText} from "./plain-text.js";
import {maybeDiskFailure} from "../storage/disk.js";

/** Prints *error* as one line on standard error, or with its stack if *debug*; returns the exit code. */
export function reportError(error: unknown, debug = false): number {
  const message = plainText(errorMessage(error));
  if (error instanceof UsageError) {
    process.stderr.write(`atalaya: ${message}\n`);
    return 2;
  }
  const outage = error instanceof OutageError ? error : maybeDiskFailure(error);
  if (outage && !debug) {
    process.stderr.write(`atalaya: ${plainText(outage.message)}\n`);
    return 1;
  }
  const stack = error instanceof Error ? (error.stack ?? message) : message;
  process.stderr.write(
    debug
      ? `atalaya: ${plainText(stack)}\n`
      : `atalaya: unexpected error: ${message.split("\n")[0]}; --debug shows where it comes from\n`
  );
  return 1;
}
