import {createReadStream} from "node:fs";
import {open} from "node:fs/promises";
import {createGunzip} from "node:zlib";
import {lineSplitter} from "../../../src/core/readers/lines.js";

/**
 * Yields the lines of a log that RAW keeps, plain or gzip, in batches, from line 1. A gzip that is cut
 * short ends the log where it can no longer be read, as it did for ingestion.
 */
export async function* logLines(path: string): AsyncGenerator<string[]> {
  const file = createReadStream(path, {highWaterMark: 1 << 20});
  const stream = (await isGzip(path)) ? file.pipe(createGunzip({chunkSize: 1 << 20})) : file;
  let lines: string[] = [];
  const splitter = lineSplitter((line) => void lines.push(line));
  const decoder = new TextDecoder();
  try {
    for await (const chunk of stream) {
      splitter.push(decoder.decode(chunk as Uint8Array, {stream: true}));
      yield lines;
      lines = [];
    }
  } catch (error) {
    if (!(error instanceof Error && "code" in error && String(error.code).startsWith("Z_"))) throw error; // prettier-ignore
  }
  splitter.push(decoder.decode());
  yield [...lines, splitter.rest()];
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const {buffer, bytesRead} = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}
