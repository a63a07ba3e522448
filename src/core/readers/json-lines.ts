/** A line of a file that was refused. */
export interface RejectedLine {
  /** Counts the lines of the file from 1. */
  line: number;

  /** Why; lower case, names the field and the value. */
  reason: string;
}

/** What a file of JSON lines held: nothing is lost, each line but empty ones is in one of the two. */
export interface JsonLines<T> {
  accepted: T[];
  rejected: RejectedLine[];
}

/** The most UTF-16 code units of a line, and the most lines of a file. */
export const jsonLineLimits = {length: 16_384, lines: 100_000} as const;

/** Reads JSON lines one after the other. */
export interface JsonLineReader<T> extends JsonLines<T> {
  /** Takes the next line, without its end. */
  push(text: string): void;
}

/**
 * Returns a reader that gives each line, as JSON, to *parse*, which throws a RangeError if it is not
 * what it should be. Lines that are empty or only space are skipped; a byte-order mark is too.
 */
export function jsonLineReader<T>(parse: (value: unknown) => T): JsonLineReader<T> {
  const accepted: T[] = [];
  const rejected: RejectedLine[] = [];
  let line = 0;
  return {
    accepted,
    rejected,
    push(text) {
      ++line;
      if (line > jsonLineLimits.lines + 1) return; // the first line too many was told
      try {
        if (line > jsonLineLimits.lines)
          throw new RangeError(`too many lines; split the file at ${jsonLineLimits.lines}`);
        if (text.length > jsonLineLimits.length)
          throw new RangeError(`too long: more than ${jsonLineLimits.length} characters`);
        const json = line === 1 ? text.replace(/^\ufeff/, "") : text;
        if (json.trim() !== "") accepted.push(parse(parseJson(json)));
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        rejected.push({line, reason: error.message});
      }
    }
  };
}

/** Reads the JSON lines of *text*, as `jsonLineReader` does. */
export function readJsonLines<T>(text: string, parse: (value: unknown) => T): JsonLines<T> {
  const reader = jsonLineReader(parse);
  let start = 0;
  while (start < text.length) {
    const end = text.indexOf("\n", start);
    const until = end < 0 ? text.length : end;
    reader.push(text.slice(start, until));
    start = until + 1;
  }
  return {accepted: reader.accepted, rejected: reader.rejected};
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new RangeError(`not JSON: ${text.slice(0, 40)}`);
  }
}
