import {quoted} from "./escapes.js";
import type {Stranger} from "./magic.js";
import {findDelimiter, splitRecord} from "./table/delimited.js";
import {recordOfJson} from "./table/json-record.js";
import {distinctNames, guessMapping} from "./table/mapping.js";
import type {GuessedMapping} from "./table/mapping.js";
import type {TableFormat} from "./table/reader.js";

/** A table that was recognised: its form, its fields, some of its records, and a guess of what they mean. */
export interface SniffedTable extends GuessedMapping {
  kind: "table";
  format: TableFormat;

  /** The names of the fields; each once. */
  names: string[];

  /** Up to 20 records, in the order of the names; a field that is not in a record is empty. */
  samples: string[][];
}

/** What a log is, by how it begins. */
export type Sniffed = {kind: "zeek"} | SniffedTable | ({kind: "strange"} & Stranger);

const maxSamples = 20;
const maxNames = 500;

/**
 * Returns what a text is that begins with *head* (some kilobytes); *whole* tells whether that is all of
 * it, else its last line is left out. A Zeek log is left to its own reader, which knows its kinds.
 */
export function sniff(head: string, whole: boolean): Sniffed {
  const text = head.startsWith("\ufeff") ? head.slice(1) : head;
  const all = text.split(/\r?\n/);
  const lines = (whole || all.length < 2 ? all : all.slice(0, -1)).filter(
    (line) => line.trim() !== ""
  );
  if (lines.length === 0) {
    return {kind: "strange", found: "empty", remedy: "give a log with at least one connection"};
  }
  if (lines[0].startsWith("#")) return {kind: "zeek"};
  if (/^\s*[[{]/.test(lines[0])) return sniffJson(lines);
  const delimiter = findDelimiter(lines.slice(0, maxSamples + 1));
  if (delimiter === null) {
    return {
      kind: "strange",
      found: `a file that begins with ${quoted(lines[0])}`,
      remedy: "give Zeek’s conn.log, a CSV with a header, or JSON lines"
    };
  }
  const records = lines.slice(0, maxSamples + 1).map((line) => splitRecord(line, delimiter));
  const [header, ...samples] = records.filter((record) => typeof record !== "string");
  const names = distinctNames(header.map((name) => name.trim()));
  return {kind: "table", format: {delimiter}, names, samples, ...guessMapping(names, samples)};
}

function sniffJson(lines: readonly string[]): Sniffed {
  const records = lines.slice(0, maxSamples).map((line) => recordOfJson(line));
  const [first] = records;
  if (!first) {
    return {
      kind: "strange",
      found: "JSON over several lines, or a list",
      remedy: "write one object per line, e.g. with jq -c '.[]'"
    };
  }
  if (first.has("_path") || (first.has("ts") && first.has("id.orig_h"))) return {kind: "zeek"};
  const known = records.filter((record) => record !== undefined);
  const names = [...new Set(known.flatMap((record) => [...record.keys()]))].slice(0, maxNames);
  const samples = known.map((record) => names.map((name) => record.get(name) ?? ""));
  return {kind: "table", format: "json", names, samples, ...guessMapping(names, samples)};
}
