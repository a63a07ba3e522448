/** The user’s mistake, not ours: printed without a stack, with what to do; the command exits with 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** An object of a store has other bytes than were recorded: damaged, or changed by somebody. */
export class ChangedFileError extends UsageError {}

/** Returns whether *error* is, or was caused by, a ChangedFileError. */
export function isChangedFile(error: unknown): boolean {
  return isCausedBy(error, (at) => at instanceof ChangedFileError);
}

/** Returns whether *test* holds for *error*, or for one of the errors that caused it, eight at most. */
export function isCausedBy(error: unknown, test: (at: Error) => boolean): boolean {
  for (let at = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, ++depth)
    if (test(at)) return true;
  return false;
}

/** Nothing is kept under the name that was asked for. */
export class NotFoundError extends Error {
  override readonly name = "NotFoundError";
}

/** A failure of a server or a disk: neither the user’s mistake nor a defect. Printed without a stack; the command exits with 1. */
export class OutageError extends Error {
  override readonly name: string = "OutageError";
}
