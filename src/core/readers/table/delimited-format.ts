import {maxSamples} from "../format.js";
import type {LogFormat} from "../format.js";
import {findDelimiter, splitRecord} from "./delimited.js";
import {distinctNames, guessMapping} from "./mapping.js";

/** CSV and its like (RFC 4180, with a header), whose fields are known by the names that tools use. */
export const delimitedFormat: LogFormat = {
  name: "delimited",
  detect(lines) {
    const first = lines.slice(0, maxSamples + 1);
    const delimiter = findDelimiter(first);
    if (delimiter === null) return undefined;
    const records = first.map((line) => splitRecord(line, delimiter));
    const [header, ...samples] = records.filter((record) => Array.isArray(record));
    const names = distinctNames(header.map((name) => name.trim()));
    return {kind: "table", format: {delimiter}, names, samples, ...guessMapping(names, samples)};
  }
};
