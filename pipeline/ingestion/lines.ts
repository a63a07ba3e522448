import {lineSplitter} from "../../src/core/readers/lines.js";
import {logText} from "./log-text.js";

/** A line of a file. */
export interface Line {
  /** Its number, from 1. */
  line: number;

  /** Its text, without the line end. */
  text: string;
}

/**
 * Yields the lines of the file at *path*, inflated if it is gzip, numbered as ingestion numbers them.
 * A damaged gzip file ends where it is damaged; a line beyond *maxLineLength* is cut.
 */
export async function* readLines(path: string): AsyncGenerator<Line> {
  let line = 0;
  let batch: string[] = [];
  const splitter = lineSplitter((text) => batch.push(text));
  for await (const piece of logText(path).pieces) {
    splitter.push(piece);
    for (const text of batch) yield {line: ++line, text};
    batch = [];
  }
  const rest = splitter.rest();
  if (rest) yield {line: ++line, text: rest};
}
