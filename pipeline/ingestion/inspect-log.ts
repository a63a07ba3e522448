import {quoted} from "../../src/core/readers/escapes.js";
import type {DetectedLog, DetectedTable} from "../../src/core/readers/format.js";
import {lineSplitter} from "../../src/core/readers/lines.js";
import {UnsupportedLogError} from "../../src/core/readers/reader.js";
import {
  detectLog,
  maxHeadBytes,
  openLog,
  supportedFormats
} from "../../src/core/readers/registry.js";
import {knownNames} from "../../src/core/readers/table/known-names.js";
import {logBytes, logHead} from "../logs/log-bytes.js";
import {unreadable} from "../config/named-file.js";
import type {LogFile} from "./find-logs.js";
import {unreadableAs} from "./walk-folder.js";

/** The reason why a file cannot be read. */
export interface LogProblem {
  /** What the file is instead of a log; e.g., `a zip file`. */
  found: string;

  /** A sentence with the name of the file and the remedy. */
  message: string;
}

/** A log that can be read, or the reason why it cannot. */
export type InspectedLog =
  {log: DetectedLog | DetectedTable; problem: null} | {log: null; problem: LogProblem};

/** Returns the format of *file* by its head, and whether its first record can be read; writes nothing. */
export async function inspectLog(file: LogFile): Promise<InspectedLog> {
  const {path, name} = file;
  try {
    const head = await logHead(path, maxHeadBytes);
    if (isBlank(head)) return {log: {kind: "log", format: "zeek", records: []}, problem: null};
    const detected = detectLog(head, head.length < maxHeadBytes);
    if (detected.kind === "unsupported") {
      const {found, remedy} = detected;
      return failed(found, `not a log of connections: ${name} is ${found}; ${remedy}`);
    }
    const problem =
      detected.kind === "table"
        ? findTableProblem(detected, name)
        : await readFirst(file, detected, head);
    return problem ? {log: null, problem} : {log: detected, problem: null};
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const found = unreadableAs(code, path);
    const {message} = unreadable(error, name, {remedy: "check its disk"}) as Error;
    return failed(found, message);
  }
}

function failed(found: string, message: string): InspectedLog {
  return {log: null, problem: {found, message}};
}

/** Reads up to the first record, in *head* or behind it; returns why that cannot be done. */
async function readFirst(
  {path, name}: LogFile,
  log: DetectedLog,
  head: Uint8Array
): Promise<LogProblem | undefined> {
  const isComplete = head.length < maxHeadBytes;
  const reader = openLog(log);
  let decided = false;
  const splitter = lineSplitter((line) => {
    if (!decided && reader.read(line) !== "comment") decided = true;
  });
  const decoder = new TextDecoder();
  try {
    splitter.push(decoder.decode(head, {stream: !isComplete}));
    if (decided) return undefined;
    let skipped = 0;
    for await (const piece of isComplete ? [] : logBytes(path).pieces) {
      const rest = piece.subarray(Math.min(piece.length, head.length - skipped));
      skipped += piece.length - rest.length;
      splitter.push(decoder.decode(rest, {stream: true}));
      if (decided) return undefined;
    }
    if (!isComplete) splitter.push(decoder.decode());
    if (splitter.rest()) reader.read(splitter.rest());
    return undefined;
  } catch (error) {
    if (!(error instanceof UnsupportedLogError)) throw error;
    const {found, line} = error;
    const message = `not a log of connections: ${name} is ${found} (line ${line}); give ${supportedFormats}`;
    return {found, message};
  }
}

/** Returns the problem of a table that has no field for a required column, or several for one. */
function findTableProblem(
  {missing, ambiguous, names}: DetectedTable,
  file: string
): LogProblem | undefined {
  const [column] = missing;
  if (column !== undefined) {
    const known = knownNames[column].slice(0, 4).join(", ");
    const has = names.slice(0, 20).map((name) => quoted(name));
    const remedy = `rename its field to ${known} or another known name`;
    return {
      found: `a table with no field for ${missing.join(", ")}`,
      message: `missing field: ${file} has none known for ${missing.join(", ")} among ${has.join(", ")}; for ${column}, ${remedy}`
    };
  }
  if (ambiguous.length === 0) return undefined;
  const [{column: twice, names: likely}] = ambiguous;
  const fields = likely.map((name) => quoted(name)).join(" and ");
  return {
    found: `a table with several fields for ${twice}: ${fields}`,
    message: `ambiguous fields: ${file} has ${fields} for ${twice}; rename all but one of them`
  };
}

function isBlank(head: Uint8Array): boolean {
  return head.every((byte) => byte === 32 || (byte >= 9 && byte <= 13));
}
