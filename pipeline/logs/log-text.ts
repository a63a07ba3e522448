import {logBytes} from "./log-bytes.js";
import type {LogBytes} from "./log-bytes.js";

/** The text of a log file, inflated if it is gzip. */
export interface LogText extends Omit<LogBytes, "pieces"> {
  /** The text in pieces, in order: UTF-8, with U+FFFD for what is not. Can be read once. */
  pieces: AsyncIterable<string>;
}

/** Returns the text of the file at *path*; whether it is gzip is told by its bytes, not its name. */
export function logText(path: string): LogText {
  const bytes = logBytes(path);
  const decode = async function* (): AsyncGenerator<string> {
    const decoder = new TextDecoder();
    for await (const chunk of bytes.pieces) yield decoder.decode(chunk, {stream: true});
    yield decoder.decode();
  };
  return {...bytes, pieces: decode()};
}
