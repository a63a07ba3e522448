import {errorMessage} from "../../src/core/error-message.js";
import {OutageError, UsageError} from "../config/errors.js";
import {withoutSecrets} from "../config/secret.js";
import type {Log} from "../telemetry/log.js";
import {plainText} from "./plain-text.js";
import {maybeDiskFailure} from "../storage/disk.js";

/** Prints *error* as one line on standard error, or with its stack if *debug*; or writes it to *log*. Returns the exit code. */
export function reportError(error: unknown, debug = false, log?: Log): number {
  const {text, code} = reportOf(error, debug);
  if (log) log.error(text, {exit_code: code});
  else process.stderr.write(`atalaya: ${plainText(withoutSecrets(text))}\n`);
  return code;
}

function reportOf(error: unknown, debug: boolean): {text: string; code: number} {
  const message = errorMessage(error);
  if (error instanceof UsageError) return {text: message, code: 2};
  const outage = error instanceof OutageError ? error : maybeDiskFailure(error);
  if (outage && !debug) return {text: outage.message, code: 1};
  const stack = error instanceof Error ? (error.stack ?? message) : message;
  const hint = `unexpected error: ${message.split("\n")[0]}; --debug shows where it comes from`;
  return {text: debug ? stack : hint, code: 1};
}
