import {UsageError} from "../config/errors.js";

/** Returns what DuckDB says about a file that it cannot read, as the user's mistake: its first line. */
export function unreadable(path: string, error: Error): UsageError {
  const [first] = error.message.split("\n");
  return new UsageError(`unreadable table: ${path}: ${first.slice(0, 300)}`, {cause: error});
}
