import {quoted} from "./escapes.js";
import {UnsupportedLogError, emptyReading, maxLineLength, reject, tooLong} from "./reader.js";
import type {LogKind} from "./kinds/kind.js";
import type {LogReader, Rejection} from "./reader.js";
import {zeekJson} from "./zeek-json.js";
import {zeekTsv} from "./zeek-tsv.js";
import type {LineFormat} from "./zeek-tsv.js";

/**
 * Returns a reader of one Zeek log, tab-separated or JSON: the first line that is not blank decides.
 * Records may be of any kind, and of several. Columns may come in any order, and any that a record has
 * no place for are passed over. *assumed* is the kind of JSON records that do not state theirs; by
 * default that of the first one, by its fields. Reading throws an UnsupportedLogError if the file is something else.
 *
 * https://docs.zeek.org/en/master/logs/
 */
export function zeekReader(assumed?: LogKind): LogReader {
  const reading = emptyReading();
  let format: LineFormat | null = null;
  let line = 0;
  return {
    read(text) {
      ++line;
      if (isBlank(text)) return "comment";
      format ??= findFormat(text, line)(reading, assumed);
      if (text.length > maxLineLength) return reject(reading, null, tooLong, text);
      return format(text, line);
    },
    refuse(text, reason) {
      ++line;
      return reject(reading, null, reason, text);
    },
    next: () => null,
    bytes: {
      rows: (span) => format?.rows?.(span) ?? null,
      pass: () => void ++line
    },
    end: () => null,
    get line() {
      return line;
    },
    get kind() {
      return reading.kind;
    },
    get values() {
      return reading.values;
    },
    get rejection(): Rejection | null {
      return reading.fault && {line, ...reading.fault};
    }
  };
}

function isBlank(text: string): boolean {
  return text.length === 0 || (text.charCodeAt(0) <= 32 && text.trim() === "");
}

function findFormat(text: string, line: number): typeof zeekJson {
  const start = text.trimStart();
  if (start.startsWith("#")) return zeekTsv;
  if (start.startsWith("{")) return zeekJson;
  throw new UnsupportedLogError(`a file that begins with ${quoted(text)}`, line);
}
