import {UsageError} from "../../../config/errors.js";

/**
 * Returns the error of DuckDB on the table at *path* as a UsageError: the line and its fault if the
 * message has them, else the first line of the message.
 */
export function unreadable(path: string, error: Error): UsageError {
  const {message} = error;
  const line = /^.*CSV Error on Line: (\d+)/.exec(message)?.[1];
  const columns = /^Expected Number of Columns: (\d+) Found: (\d+)/m.exec(message);
  const what = columns
    ? `it has ${columns[2]} values for ${columns[1]} columns`
    : (message.split("\n").find((text) => !/CSV Error on Line|^Original Line/.test(text)) ?? "");
  const where = line ? `line ${line}: ` : "";
  return new UsageError(
    `unreadable table: ${path}: ${where}${what.slice(0, 300).replace(/\.$/, "")}`,
    {
      cause: error
    }
  );
}
