import {createReadStream} from "node:fs";
import {open} from "node:fs/promises";
import {gunzipSync} from "node:zlib";
import {isGzip} from "../../src/core/readers/magic.js";
import {maybeSmallFile} from "../artifacts/small-file.js";
import {GzipFault, gunzip} from "./gunzip.js";

/** The bytes of a log file, inflated if it is gzip. */
export interface LogBytes {
  /** The bytes in pieces, in order. Can be read once. */
  pieces: AsyncIterable<Uint8Array>;

  /** Returns how many bytes of the file have been read so far. */
  bytesRead(): number;

  /** Returns why the bytes end before the file should; null if they do not. */
  fault(): string | null;
}

const pieceLength = 1 << 18;

/** Returns the bytes of the file at *path*; whether it is gzip is told by its bytes, not its name. */
export function logBytes(path: string): LogBytes {
  let bytesRead = 0;
  let fault: string | null = null;
  const openFile = async function* (): AsyncGenerator<Uint8Array> {
    bytesRead = 0;
    for await (const chunk of createReadStream(path, {highWaterMark: pieceLength})) {
      bytesRead += (chunk as Uint8Array).length;
      yield chunk as Uint8Array;
    }
  };
  const inflate = async function* (): AsyncGenerator<Uint8Array> {
    try {
      const small = maybeSmallLog(path);
      bytesRead = small?.read ?? 0;
      if (small) yield small.bytes;
      else yield* ahead((await isGzipFile(path)) ? gunzip(openFile) : openFile());
    } catch (error) {
      if (!(error instanceof GzipFault)) throw error;
      fault = error.message;
    }
  };
  return {pieces: inflate(), bytesRead: () => bytesRead, fault: () => fault};
}

/** Yields *pieces*, the next of which is on its way while one is used. */
async function* ahead(pieces: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const take = () => {
    const next = pieces.next();
    next.catch(() => {}); // thrown when it is waited for
    return next;
  };
  try {
    for (let next = take(); ;) {
      const {done, value} = await next;
      if (done) return;
      next = take();
      yield value;
    }
  } finally {
    await pieces.return(undefined);
  }
}

/**
 * Returns the first *length* bytes of the file at *path*, inflated if it is gzip: fewer if it has fewer,
 * or is damaged before.
 */
export async function logHead(path: string, length: number): Promise<Uint8Array> {
  const head = new Uint8Array(length);
  let n = 0;
  for await (const chunk of logBytes(path).pieces) {
    const piece = chunk.subarray(0, length - n);
    head.set(piece, n);
    n += piece.length;
    if (n === length) break;
  }
  return head.subarray(0, n); // reading the log says how far a damaged one goes
}

/** The greatest length that is inflated in one go; a small file of gzip may hold a thousand times its size. */
const maxInflated = 1 << 26;

/** Returns all bytes of a log that is small and, if it is gzip, neither damaged nor followed by anything; else undefined. */
function maybeSmallLog(path: string): {bytes: Uint8Array; read: number} | undefined {
  const bytes = maybeSmallFile(path);
  if (!bytes || !isGzip(bytes)) return bytes && {bytes, read: bytes.length};
  try {
    const inflated = gunzipSync(bytes, {maxOutputLength: maxInflated, info: true}) as unknown as {
      buffer: Buffer;
      engine: {bytesWritten: number};
    };
    if (inflated.engine.bytesWritten !== bytes.length) return undefined;
    return {bytes: inflated.buffer, read: bytes.length};
  } catch {
    return undefined; // the stream says what is wrong, after all that can be inflated
  }
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
