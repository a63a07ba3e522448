import {logBytes} from "./log-bytes.js";

const lineFeed = 10;
const carriageReturn = 13;
const byteOrderMark = "\ufeff";

/**
 * Yields the lines of the file at *path* that have *numbers*, ascending, as far as there are such lines; inflated if it is
 * gzip. The first line is 1, as ingestion numbers them. A damaged gzip file ends where it is damaged. Of each line at most
 * *maxLength* UTF-16 units are read. Other lines are counted, but never decoded; nothing is read after the last one.
 */
export async function* pickLines(
  path: string,
  numbers: readonly number[],
  maxLength: number
): AsyncGenerator<string> {
  let place = 0; // in numbers
  let line = 1; // that is being read
  let held = Buffer.alloc(0); // of it, from earlier pieces
  if (numbers.length === 0) return;
  for await (const piece of logBytes(path).pieces) {
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.length);
    for (let start = 0; start < bytes.length; ++line) {
      const end = bytes.indexOf(lineFeed, start);
      if (line === numbers[place]) {
        const part = bytes.subarray(start, end < 0 ? bytes.length : end);
        if (held.length <= 3 * (maxLength + 1)) held = Buffer.concat([held, part]);
        if (end >= 0) {
          yield textOf(held, line === 1, maxLength);
          held = Buffer.alloc(0);
          if (++place === numbers.length) return;
        }
      }
      if (end < 0) break;
      start = end + 1;
    }
  }
  if (line === numbers[place]) yield textOf(held, line === 1, maxLength);
}

/** Returns the text of a line, UTF-8 with U+FFFD for what is not, without its CR and without the mark that a *first* line may begin with. */
function textOf(bytes: Buffer, first: boolean, maxLength: number): string {
  const end = bytes.at(-1) === carriageReturn ? bytes.length - 1 : bytes.length;
  const text = bytes.toString("utf8", 0, Math.min(end, 3 * (maxLength + 2)));
  const start = first && text.startsWith(byteOrderMark) ? 1 : 0;
  return text.slice(start, start + maxLength);
}
