import {createReadStream} from "node:fs";
import {lineSplitter} from "../../src/core/readers/lines.js";
import {jsonLineReader} from "../../src/core/readers/json-lines.js";
import type {JsonLines} from "../../src/core/readers/json-lines.js";
import {parseVerdict} from "../../src/core/verdicts/verdict.js";
import type {EventVerdict} from "../../src/core/verdicts/verdict.js";
import {UsageError} from "../config/errors.js";

/** Where a file of verdicts comes from. */
export interface VerdictFileEffects {
  /** What `-` stands for. */
  stdin: AsyncIterable<Uint8Array | string>;
}

const defaultEffects: VerdictFileEffects = {stdin: process.stdin};

/**
 * Reads the JSON lines of the file at *path*, or of standard input for `-`: what is a verdict, and what
 * was refused, by its line. Memory is bounded by `jsonLineLimits`. Throws a UsageError if there is no such file.
 */
export function readVerdictFile(
  path: string,
  effects: VerdictFileEffects = defaultEffects
): Promise<JsonLines<EventVerdict>> {
  return readRecordFile(path, parseVerdict, "verdicts", effects);
}

/** Reads the same of other records, each a line that *parse* takes or refuses; *noun* is the command they are for. */
export async function readRecordFile<T>(
  path: string,
  parse: (value: unknown) => T,
  noun: string,
  {stdin}: VerdictFileEffects = defaultEffects
): Promise<JsonLines<T>> {
  const reader = jsonLineReader(parse);
  const splitter = lineSplitter((line) => reader.push(line));
  const decoder = new TextDecoder();
  try {
    for await (const chunk of path === "-" ? stdin : createReadStream(path)) {
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
