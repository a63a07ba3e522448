import {createReadStream} from "node:fs";
import {open} from "node:fs/promises";
import {isGzip} from "../../src/core/readers/magic.js";
import {GzipFault, gunzip} from "./gunzip.js";

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
    const bytes = (await isGzipFile(path)) ? gunzip(openFile) : openFile();
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

/**
 * Returns the first *length* bytes of the file at *path*, inflated if it is gzip: fewer if it has fewer,
 * or is damaged before.
 */
export async function logHead(path: string, length: number): Promise<Uint8Array> {
  const openFile = () => createReadStream(path, {highWaterMark: pieceLength});
  const head = new Uint8Array(length);
  let n = 0;
  try {
    for await (const chunk of (await isGzipFile(path)) ? gunzip(openFile) : openFile()) {
      const piece = (chunk as Uint8Array).subarray(0, length - n);
      head.set(piece, n);
      n += piece.length;
      if (n === length) break;
    }
  } catch (error) {
    if (!(error instanceof GzipFault)) throw error; // reading the log says how far it goes
  }
  return head.subarray(0, n);
}

async function isGzipFile(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const {buffer, bytesRead} = await file.read(new Uint8Array(2), 0, 2, 0);
    return isGzip(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}
