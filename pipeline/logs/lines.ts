import {lineSplitter} from "../../src/core/readers/lines.js";
import {logText} from "./log-text.js";

/**
 * Yields the lines of the file at *path* in batches, inflated if it is gzip: the first of the first
 * batch is line 1, as ingestion numbers them. A damaged gzip file ends where it is damaged; a line
 * beyond *maxLineLength* is cut.
 */
export async function* logLines(path: string): AsyncGenerator<string[]> {
  let batch: string[] = [];
  const splitter = lineSplitter((text) => void batch.push(text));
  for await (const piece of logText(path).pieces) {
    splitter.push(piece);
    yield batch;
    batch = [];
  }
  const rest = splitter.rest();
  if (rest) yield [rest];
}
