import {errorMessage} from "../../src/core/error-message.js";
import {OutageError} from "../config/errors.js";
import {maybeDiskFailure} from "../storage/disk.js";
import {plainText} from "./plain-text.js";

/** The exit code of a check that could not be made: nothing is known to differ. */
const uncheckedCode = 4;

/**
 * Returns what *check* returns, the exit code of a command that compares; or 4, with a line on standard error, if
 * what it compares cannot be read.
 */
export async function checking(check: () => Promise<number>): Promise<number> {
  try {
    return await check();
  } catch (error) {
    const outage = error instanceof OutageError ? error : maybeDiskFailure(error);
    if (!outage) throw error;
    process.stderr.write(`atalaya: could not be checked: ${plainText(errorMessage(outage))}\n`);
    return uncheckedCode;
  }
}
