import {quoted} from "./escapes.js";
import {filteredReader} from "./filtered-reader.js";
import type {DetectedFile, DetectedLog, DetectedTable, LogFormat} from "./format.js";
import {findForeignFormat} from "./magic.js";
import {connections, findKind} from "./kinds/registry.js";
import {maxExcerptLength} from "./reader.js";
import type {Fault, LogReader} from "./reader.js";
import {delimitedFormat} from "./table/delimited-format.js";
import {jsonLinesFormat} from "./table/json-lines-format.js";
import type {Mapping} from "./table/mapping.js";
import {tableReader} from "./table/reader.js";
import {zeekFormat} from "./zeek-format.js";

/** The formats that can be read; the first that detects its own decides. */
const logFormats: readonly LogFormat[] = [zeekFormat, jsonLinesFormat, delimitedFormat];

/** The names of the formats of connections, for messages. */
export const supportedFormats = "Zeek’s conn.log, a CSV with a header, or JSON lines";

/** How many bytes of a file, inflated if it is gzip, are enough to detect its format. */
export const maxHeadBytes = 1 << 17;

/**
 * Returns what a file is that begins with *head*; *complete* tells whether that is all of it, else its
 * last line is skipped.
 */
export function detectLog(head: Uint8Array, complete: boolean): DetectedFile {
  const foreign = findForeignFormat(head);
  if (foreign) return {kind: "unsupported", ...foreign};
  const all = new TextDecoder().decode(head).split(/\r?\n/); // without a byte-order mark
  const lines = (complete || all.length < 2 ? all : all.slice(0, -1)).filter(
    (line) => line.trim() !== ""
  );
  if (lines.length === 0) {
    return {kind: "unsupported", found: "empty", remedy: "give a log with at least one connection"};
  }
  for (const format of logFormats) {
    const detected = format.detect(lines);
    if (detected) return detected;
  }
  const found = `a file that begins with ${quoted(lines[0])}`;
  return {kind: "unsupported", found, remedy: `give ${supportedFormats}`};
}

/** Returns a reader of a log; *mapping* is for tables and defaults to the one that was guessed. */
export function openLog(log: DetectedLog | DetectedTable, mapping?: Mapping): LogReader {
  if (log.kind === "table") return tableReader(log.format, mapping ?? log.mapping);
  const format = logFormats.find(({name}) => name === log.format);
  if (!format?.open) throw new RangeError(`unknown log format: ${log.format}`);
  return format.open(log);
}

/**
 * Returns what a file is, as `detectLog` does, where only connections are wanted: a log of other records is
 * unsupported.
 */
export function detectConnections(head: Uint8Array, complete: boolean): DetectedFile {
  const detected = detectLog(head, complete);
  if (detected.kind !== "log" || !lacksConnections(detected)) return detected;
  const [name] = detected.records;
  const kind = findKind(name);
  const use = kind?.use ? `, for ${kind.use}` : "";
  return {
    kind: "unsupported",
    found: `a Zeek ${name} log, which holds no connections`,
    remedy: `drop the conn.log of the same sensor; \`atalaya run\` reads both${use}`
  };
}

/** Returns whether the first records of *log* are known, and none is a connection. */
export function lacksConnections({records}: DetectedLog): boolean {
  return records.length > 0 && !records.includes(connections.name);
}

/** Returns *reader* with every record that is not a connection rejected. */
export function connectionReader(reader: LogReader): LogReader {
  const check = ({kind}: LogReader, text: string): Fault | null => {
    if (kind === connections) return null;
    const reason = `not a connection: a Zeek ${kind?.name} record`;
    return {field: null, reason, excerpt: text.slice(0, maxExcerptLength)};
  };
  return filteredReader(reader, check, connections);
}
