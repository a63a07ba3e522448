import {lineSplitter} from "../../src/core/readers/lines.js";
import {findForeignFormat, isGzip} from "../../src/core/readers/magic.js";
import {jsonLineReader} from "../../src/core/readers/json-lines.js";
import type {JsonLines} from "../../src/core/readers/json-lines.js";
import {UsageError} from "../config/errors.js";
import {openNamedFile} from "../config/named-file.js";

/**
 * Reads the JSON lines of the file at *path*, or of standard input for `-`: the records that *parse* accepts, and the lines that
 * it rejects. Memory is bounded by `jsonLineLimits`. Throws a UsageError if there is no such
 * file, or it is no text; *noun* is the command that writes such files.
 */
export async function readRecordFile<T>(
  path: string,
  parse: (value: unknown) => T,
  noun: string
): Promise<JsonLines<T>> {
  const reader = jsonLineReader(parse);
  const splitter = lineSplitter((line) => reader.push(line));
  const decoder = new TextDecoder();
  let first = true;
  for await (const chunk of await chunksOf(path, noun)) {
    if (first) checkText(chunk, path, noun);
    first = false;
    splitter.push(decoder.decode(chunk, {stream: true}));
  }
  splitter.push(decoder.decode());
  const rest = splitter.rest();
  if (rest !== "") reader.push(rest);
  return {accepted: reader.accepted, rejected: reader.rejected};
}

async function chunksOf(path: string, noun: string): Promise<AsyncIterable<Uint8Array>> {
  if (path === "-" || path === "/dev/stdin") return process.stdin as AsyncIterable<Uint8Array>;
  const remedy = remedyOf(noun);
  return (await openNamedFile(path, {what: noun, remedy})).createReadStream();
}

function remedyOf(noun: string): string {
  return `name a file that a page or \`atalaya ${noun} export\` wrote, or - for standard input`;
}

function checkText(head: Uint8Array, path: string, noun: string): void {
  const foreign = isGzip(head)
    ? {found: "a gzip file", remedy: "unpack it first"}
    : findForeignFormat(head);
  if (foreign)
    throw new UsageError(
      `invalid ${noun}: ${path} is ${foreign.found}; ${foreign.remedy}, or ${remedyOf(noun)}`
    );
}
