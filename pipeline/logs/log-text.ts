import {createReadStream} from "node:fs";
import {open} from "node:fs/promises";
import {GzipFault, gunzip, isGzip} from "./gunzip.js";

/** The text of a log file, inflated if it is gzip. */
export interface LogText {
  /** The text in pieces, in order: UTF-8, with U+FFFD for what is not. Can be read once. */
  pieces: AsyncIterable<string>;

  /** Returns how many bytes of the file have been read so far. */
  bytesRead(): number;

  /** Returns why the text ends before the file should; null if it does not. */
  fault(): string | null;
}

const pieceLength = 1 << 18;

/** Returns the text of the file at *path*; whether it is gzip is told by its bytes, not its name. */
export function logText(path: string): LogText {
  let bytesRead = 0;
  let fault: string | null = null;
  const openFile = async function* (): AsyncGenerator<Uint8Array> {
    bytesRead = 0;
    for await (const chunk of createReadStream(path, {highWaterMark: pieceLength})) {
      bytesRead += (chunk as Uint8Array).length;
      yield chunk as Uint8Array;
    }
  };
  const decode = async function* (): AsyncGenerator<string> {
    const decoder = new TextDecoder();
    const bytes = isGzip(await readHead(path, 2)) ? gunzip(openFile) : openFile();
    try {
      for await (const chunk of bytes) yield decoder.decode(chunk, {stream: true});
    } catch (error) {
      if (!(error instanceof GzipFault)) throw error;
      fault = error.message;
    }
    yield decoder.decode();
  };
  return {pieces: decode(), bytesRead: () => bytesRead, fault: () => fault};
}

/** Returns the first *length* bytes of the file at *path*, or all if it has fewer. */
export async function readHead(path: string, length: number): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const {buffer, bytesRead} = await file.read(new Uint8Array(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
