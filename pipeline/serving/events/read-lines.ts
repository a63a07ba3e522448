import {quoted} from "../../../src/core/readers/escapes.js";
import type {DetectedLog, DetectedTable} from "../../../src/core/readers/format.js";
import {connections} from "../../../src/core/readers/kinds/registry.js";
import {forEachLine, UnsupportedLogError} from "../../../src/core/readers/reader.js";
import type {Fault, LineKind, LogReader} from "../../../src/core/readers/reader.js";
import {detectLog, maxHeadBytes, openLog} from "../../../src/core/readers/registry.js";
import {knownNames} from "../../../src/core/readers/table/known-names.js";
import type {Mapping} from "../../../src/core/readers/table/mapping.js";
import {UsageError} from "../../config/errors.js";

/** What a sender’s first request said of its lines, for those that follow without a header. */
export interface LineFormat {
  log: DetectedLog | DetectedTable;
  mapping: Mapping | undefined;

  /** The lines that rows are read by: a header; empty where each line stands for itself. */
  header: string[];
}

/** What becomes of the lines of a request. */
export interface LineSink {
  /** Takes the connection that *reader* has just read. */
  accept(line: number, reader: LogReader): void;

  /** Takes a record of another kind. */
  skip(line: number, kind: string): void;

  reject(line: number, fault: Fault): void;
}

/** Lines that are being read. */
export interface LineReader {
  /** What the sender’s next lines can be read by, once these are read; null if these cannot. */
  readonly format: LineFormat | null;

  /** Reads lines, in the order of the request. */
  read(lines: readonly string[], sink: LineSink): void;

  /** Ends the request: what waited for later lines is rejected. */
  end(sink: LineSink): void;
}

const maxHeaderLines = 64;

/**
 * Returns the format of the lines of a request, by its first 128 kB; where they begin with no header, that which its sender stated
 * *before*. Throws a UsageError if it is none that can be read.
 */
export function findFormat(
  body: Buffer,
  before: LineFormat | undefined,
  mapping: Mapping | undefined
): LineFormat {
  const head = body.subarray(0, maxHeadBytes);
  if (before && !mapping && !startsAnew(head, before)) return before;
  const log = detectLog(head, body.length <= maxHeadBytes);
  if (log.kind === "unsupported")
    throw new UsageError(`unsupported lines: ${log.found}; ${log.remedy}`);
  if (log.kind === "log") return {log, mapping: undefined, header: []};
  const [missing] = mapping ? [] : log.missing;
  if (missing !== undefined) {
    const known = knownNames[missing].slice(0, 4).join(", ");
    throw new UsageError(
      `missing field: none of ${log.names.slice(0, 20).map(quoted).join(", ")} is known for ${missing}; rename it to ${known}, or give a mapping`
    );
  }
  const [twice] = mapping ? [] : log.ambiguous;
  if (twice)
    throw new UsageError(
      `ambiguous fields for ${twice.column}: ${twice.names.map(quoted).join(", ")}; rename all but one of them, or give a mapping`
    );
  return {log, mapping: mapping ?? log.mapping, header: []};
}

/** Returns whether lines begin with a header, or are of another format than *before*. */
function startsAnew(head: Buffer, {log, header}: LineFormat): boolean {
  const first = /[^\r\n]*/.exec(head.toString("utf8").trimStart())![0];
  if (first.startsWith("#") || first === header[0]?.trim()) return true;
  const isJson = log.kind === "table" ? log.format === "json" : header.length === 0;
  return first.startsWith("{") !== isJson;
}

function faultOf(error: unknown, line: string): Fault {
  if (!(error instanceof UnsupportedLogError)) throw error;
  return {field: null, reason: `not a log: ${error.found}`, excerpt: line.slice(0, 200)};
}

/** Returns a reader of lines of *format*; a longer line than *maxLength* is rejected. */
export function lineReader(format: LineFormat, maxLength: number): LineReader {
  const reader = openLog(format.log, format.mapping);
  let header = [...format.header];
  let foreign: Fault | null = null;
  try {
    for (const line of header) reader.read(line);
  } catch (error) {
    foreign = faultOf(error, header[0]);
  }
  const before = header.length;
  const isDelimited = format.log.kind === "table" && format.log.format !== "json";
  const note = (line: string): void => {
    if (isDelimited && header.length === 0 && line.trim() !== "") header = [line];
    if (format.log.kind !== "log" || !line.startsWith("#") || line.length > maxLength) return;
    if (/^#separator/.test(line)) header = [];
    if (header.length < maxHeaderLines) header.push(line);
  };
  const take = (kind: LineKind, sink: LineSink): void => {
    const line = reader.line - before;
    if (kind === "comment") return;
    if (kind === "rejected") sink.reject(line, reader.rejection!);
    else if (reader.kind === connections) sink.accept(line, reader);
    else sink.skip(line, reader.kind?.name ?? "unknown");
  };
  let count = 0;
  const readOne = (line: string, sink: LineSink): void => {
    ++count;
    if (foreign) return sink.reject(count, foreign);
    note(line);
    try {
      const isLong = line.length > maxLength;
      const first = isLong
        ? reader.refuse(line.slice(0, maxLength), `line too long; expected at most ${maxLength} characters`)
        : reader.read(line); // prettier-ignore
      forEachLine(reader, first, (kind) => take(kind, sink));
    } catch (error) {
      foreign = faultOf(error, line);
      sink.reject(count, foreign);
    }
  };
  return {
    get format() {
      return foreign ? null : {...format, header};
    },
    read(lines, sink) {
      for (const line of lines) readOne(line, sink);
    },
    end(sink) {
      if (!foreign) forEachLine(reader, reader.end(), (kind) => take(kind, sink));
    }
  };
}
