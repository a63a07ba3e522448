import type {SkippedFile} from "../../src/core/schema/raw-facts.js";
import {lacksConnections} from "../../src/core/readers/registry.js";
import {UsageError} from "../config/errors.js";
import {findLogs} from "./find-logs.js";
import type {LogFile} from "./find-logs.js";
import {inspectLog} from "./inspect-log.js";

/** The files that patterns mean. */
export interface SelectedLogs {
  /** Those that can be read, in natural order of their paths. */
  logs: LogFile[];

  /** The others, in the same order. */
  skipped: SkippedFile[];
}

const maxListed = 3;

/**
 * Returns the logs among the files that *patterns* mean, and the reason for each other file. Throws a
 * UsageError if a file that is named by its path cannot be read, or if no file can hold a connection.
 */
export async function selectLogs(patterns: readonly string[]): Promise<SelectedLogs> {
  const logs: LogFile[] = [];
  const skipped: SkippedFile[] = [];
  const others: string[] = [];
  let connections = 0;
  for (const {name, path, named, problem: known} of await findLogs(patterns)) {
    if (known !== null) {
      skipped.push({name, reason: known});
      continue;
    }
    const {log, problem} = await inspectLog({name, path});
    if (problem) {
      if (named) throw new UsageError(problem.message);
      skipped.push({name, reason: problem.found});
      continue;
    }
    logs.push({name, path});
    if (log.kind === "log" && lacksConnections(log)) {
      others.push(`${name} is a Zeek ${log.records[0]} log`);
    } else ++connections;
  }
  if (connections === 0) throw noConnections([...others, ...skipped.map(sentenceOf)]);
  return {logs, skipped};
}

function sentenceOf({name, reason}: SkippedFile): string {
  return `${name} is ${reason}`;
}

function noConnections(found: readonly string[]): UsageError {
  const rest = found.length - maxListed;
  const more = rest > 0 ? `; and ${rest} more` : "";
  return new UsageError(
    `not a log of connections: ${found.slice(0, maxListed).join("; ")}${more}; give the conn.log of the sensor, with these if you like`
  );
}
