import {createReadStream} from "node:fs";
import {open} from "node:fs/promises";
import {errorMessage} from "../../src/core/error-message.js";
import {SigmaEvent} from "../../src/core/sigma/match/event.js";
import {UsageError} from "../config/errors.js";
import {gunzip} from "../logs/gunzip.js";
import {jsonDocuments} from "./json-documents.js";

/** An event of a file, or why there is none. */
export type ReadEvent = {event: SigmaEvent; index: number} | {line: number; reason: string};

/**
 * Yields the events in *file*, JSON of any shape, also gzip; each with its number among those of the file, from 0. What
 * is no JSON object is reported with its line.
 */
export async function* readEvents(file: string): AsyncGenerator<ReadEvent> {
  let index = 0;
  for await (const document of jsonDocuments(texts(file))) {
    if (!("value" in document)) {
      yield document;
      continue;
    }
    const {line, value} = document;
    const number = index++;
    if (typeof value !== "object" || value === null || Array.isArray(value))
      yield {line, reason: "invalid event: not a JSON object"};
    else
      try {
        yield {event: new SigmaEvent(value), index: number};
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        yield {line, reason: errorMessage(error)};
      }
  }
}

async function* texts(file: string): AsyncGenerator<string> {
  const zipped = await isGzip(file);
  const decoder = new TextDecoder("utf-8");
  const bytes = zipped ? gunzip(() => createReadStream(file)) : createReadStream(file);
  for await (const chunk of bytes) yield decoder.decode(chunk as Uint8Array, {stream: true});
  yield decoder.decode();
}

async function isGzip(file: string): Promise<boolean> {
  let handle;
  try {
    handle = await open(file);
    const {buffer, bytesRead} = await handle.read(new Uint8Array(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } catch (error) {
    throw new UsageError(`unreadable events: ${file}: ${errorMessage(error)}`, {cause: error});
  } finally {
    await handle?.close();
  }
}
