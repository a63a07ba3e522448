/** The user’s mistake, not ours: printed without a stack, with what to do; the command exits with 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Nothing is kept under the name that was asked for. */
export class NotFoundError extends Error {
  override readonly name = "NotFoundError";
}
