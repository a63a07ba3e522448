import type {LogFormat} from "./format.js";
import {recordOfJson} from "./table/json-record.js";
import {zeekReader} from "./zeek.js";

/** Zeek’s logs, tab-separated or JSON, of any kind: their reader says which is no conn.log. */
export const zeekFormat: LogFormat = {
  name: "zeek",
  detect(lines) {
    return lines[0].startsWith("#") || isZeekJson(lines[0])
      ? {kind: "log", format: "zeek"}
      : undefined;
  },
  open: zeekReader
};

function isZeekJson(line: string): boolean {
  if (!/^\s*\{/.test(line)) return false;
  const record = recordOfJson(line);
  return !!record && (record.has("_path") || (record.has("ts") && record.has("id.orig_h")));
}
