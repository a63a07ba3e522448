import {maxLineLength} from "./reader.js";

/** Cuts text that comes in pieces into lines. */
export interface LineSplitter {
  /** Takes the next piece of the text; calls back for every line that ends in it. */
  push(text: string): void;

  /** Returns what stands after the last line end; empty if there is nothing. */
  rest(): string;
}

/**
 * Returns a splitter that calls *onThreshold* for every line, without its end (LF or CRLF). Of a line
 * longer than *maxLineLength* only one unit more than that is kept, so that memory is bounded and
 * the reader still sees that it is too long.
 */
export function lineSplitter(onThreshold: (line: string) => void): LineSplitter {
  let held = "";
  const hold = (piece: string): void => {
    if (held.length <= maxLineLength) held += piece.slice(0, maxLineLength + 1 - held.length);
  };
  return {
    push(text) {
      let start = 0;
      for (;;) {
        const end = text.indexOf("\n", start);
        if (end < 0) break;
        if (held) {
          hold(text.slice(start, end));
          onThreshold(withoutReturn(held, 0, held.length));
          held = "";
        } else {
          onThreshold(withoutReturn(text, start, end));
        }
        start = end + 1;
      }
      if (start < text.length) hold(text.slice(start));
    },
    rest: () => withoutReturn(held, 0, held.length)
  };
}

function withoutReturn(text: string, start: number, end: number): string {
  return text.slice(start, end > start && text.charCodeAt(end - 1) === 13 ? end - 1 : end);
}
