import type {DetectedFile} from "../../core/readers/format.js";
import {isGzip} from "../../core/readers/magic.js";
import {detectConnections, maxHeadBytes} from "../../core/readers/registry.js";
import {TruncatedGzip, gunzip} from "./gunzip.js";

/** The text of a file in pieces, inflated if it is gzip. */
interface LogText {
  /** The pieces, in order: UTF-8, with U+FFFD for what is not. Can be read once. */
  pieces: AsyncGenerator<string>;

  /** Returns the reason why the file is not complete; null if it is. */
  fault(): string | null;
}

/** Returns the text of *file*; *onRead* gets the number of its bytes that have been read. */
export function logText(file: Blob, onRead: (bytes: number) => void = () => {}): LogText {
  let fault: string | null = null;
  const decode = async function* (): AsyncGenerator<string> {
    const decoder = new TextDecoder();
    try {
      for await (const bytes of bytesOf(file, onRead)) yield decoder.decode(bytes, {stream: true});
    } catch (error) {
      if (!(error instanceof TruncatedGzip)) throw error;
      fault = error.message;
    }
    yield decoder.decode();
  };
  return {pieces: decode(), fault: () => fault};
}

/** Returns the format of *file*, by its first bytes; never throws for its content. */
export async function inspect(file: Blob): Promise<DetectedFile> {
  const {head, fault} = await readHead(file);
  if (head.length === 0 && fault)
    return {
      kind: "unsupported",
      found: "a gzip file that is damaged from its beginning",
      remedy: "copy it again; gzip -t shows whether it is complete"
    };
  return detectConnections(head, head.length < maxHeadBytes);
}

async function readHead(file: Blob): Promise<{head: Uint8Array; fault: boolean}> {
  const head = new Uint8Array(maxHeadBytes);
  let length = 0;
  let fault = false;
  try {
    for await (const bytes of bytesOf(file, () => {})) {
      const piece = bytes.subarray(0, maxHeadBytes - length);
      head.set(piece, length);
      length += piece.length;
      if (length === maxHeadBytes) break;
    }
  } catch (error) {
    if (!(error instanceof TruncatedGzip)) throw error; // reading it reports how far it goes
    fault = true;
  }
  return {head: head.subarray(0, length), fault};
}

async function* bytesOf(file: Blob, onRead: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  if (isGzip(new Uint8Array(await file.slice(0, 2).arrayBuffer())))
    return yield* gunzip(file, onRead);
  const reader = file.stream().getReader();
  let read = 0;
  try {
    for (;;) {
      const {done, value} = await reader.read();
      if (done) return;
      onRead((read += value.length));
      yield value;
    }
  } finally {
    void reader.cancel();
  }
}
