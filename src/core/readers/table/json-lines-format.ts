import {maxSamples} from "../format.js";
import type {LogFormat} from "../format.js";
import {recordOfJson} from "./json-record.js";
import {guessMapping} from "./mapping.js";

const maxNames = 500;

/** JSON lines: one object a line, whose fields are known by the names that tools use. */
export const jsonLinesFormat: LogFormat = {
  name: "json-lines",
  detect(lines) {
    if (!/^\s*[[{]/.test(lines[0])) return undefined;
    const records = lines.slice(0, maxSamples).map((line) => recordOfJson(line));
    if (!records[0]) {
      const found = "JSON over several lines, or a list";
      return {
        kind: "unsupported",
        found,
        remedy: "write one object per line, e.g. with jq -c '.[]'"
      };
    }
    const known = records.filter((record) => record !== undefined);
    const names = [...new Set(known.flatMap((record) => [...record.keys()]))].slice(0, maxNames);
    const samples = known.map((record) => names.map((name) => record.get(name) ?? ""));
    return {kind: "table", format: "json", names, samples, ...guessMapping(names, samples)};
  }
};
