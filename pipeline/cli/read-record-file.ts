import {createReadStream} from "node:fs";
import {lineSplitter} from "../../src/core/readers/lines.js";
import {jsonLineReader} from "../../src/core/readers/json-lines.js";
import type {JsonLines} from "../../src/core/readers/json-lines.js";
import {UsageError} from "../config/errors.js";

/**
 * Reads the JSON lines of the file at *path*, or of standard input for `-`: the records that *parse* accepts, and the lines that
 * it rejects. Memory is bounded by `jsonLineLimits`. Throws a UsageError if there is no such
 * file; *noun* is the command that writes such files.
 */
export async function readRecordFile<T>(
  path: string,
  parse: (value: unknown) => T,
  noun: string
): Promise<JsonLines<T>> {
  const reader = jsonLineReader(parse);
  const splitter = lineSplitter((line) => reader.push(line));
  const decoder = new TextDecoder();
  const chunks: AsyncIterable<Uint8Array | string> =
    path === "-" ? process.stdin : createReadStream(path);
  try {
    for await (const chunk of chunks) {
      splitter.push(typeof chunk === "string" ? chunk : decoder.decode(chunk, {stream: true}));
    }
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UsageError(
      `file not read: ${path} (${code}); name a file that a page or \`atalaya ${noun} export\` wrote, or - for standard input`,
      {cause: error}
    );
  }
  splitter.push(decoder.decode());
  const rest = splitter.rest();
  if (rest !== "") reader.push(rest);
  return {accepted: reader.accepted, rejected: reader.rejected};
}
