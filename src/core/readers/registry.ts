import {quoted} from "./escapes.js";
import type {DetectedFile, DetectedLog, DetectedTable, LogFormat} from "./format.js";
import {findForeignFormat} from "./magic.js";
import type {LogReader} from "./reader.js";
import {delimitedFormat} from "./table/delimited-format.js";
import {jsonLinesFormat} from "./table/json-lines-format.js";
import type {Mapping} from "./table/mapping.js";
import {tableReader} from "./table/reader.js";
import {zeekFormat} from "./zeek-format.js";

/** The formats that can be read; the first that detects its own decides. */
const logFormats: readonly LogFormat[] = [zeekFormat, jsonLinesFormat, delimitedFormat];

/** The names of the formats, for messages. */
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
  return format.open();
}
