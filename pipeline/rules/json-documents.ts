/** A value of a file of JSON, or why there is none. */
export type JsonDocument = {line: number; value: unknown} | {line: number; reason: string};

/** The length of the longest document, in UTF-16 units. */
const maxLength = 64 * 1024 * 1024;

/**
 * Yields the documents in *chunks* of text: the items of an array, the records of `{"Records": […]}`, or values one after
 * the other, on lines of their own or over several. What is invalid is reported with its line, and skipped.
 */
export async function* jsonDocuments(chunks: AsyncIterable<string>): AsyncGenerator<JsonDocument> {
  const splitter = new Splitter();
  for await (const chunk of chunks) yield* splitter.push(chunk);
  yield* splitter.end();
}

/** Finds where documents begin and end; JSON.parse reads them. */
class Splitter {
  private pieces: string[] = [];
  private length = 0;
  private depth = 0;
  private inText = false;
  private escaped = false;
  private array = false;
  private started = false;
  private line = 1;
  private firstLine = 1;

  *push(chunk: string): Generator<JsonDocument> {
    let start = 0;
    for (let i = 0; i < chunk.length; ++i) {
      const c = chunk.charCodeAt(i);
      const end = this.step(c);
      if (c === 10) ++this.line;
      if (end === "skip") start = i + 1;
      if (end === "after" || end === "before" || end === "broken") {
        const stop = end === "after" ? i + 1 : i;
        yield* this.finish(chunk.slice(start, stop), end === "broken");
        start = end === "before" ? i + 1 : stop;
      }
    }
    this.keep(chunk.slice(start));
  }

  *end(): Generator<JsonDocument> {
    if (this.started) yield* this.finish("", this.depth > 0 || this.inText);
    if (this.array) yield {line: this.line, reason: "invalid JSON: the list has no end"};
  }

  /** Returns whether the character is skipped, or ends a document: before it, after it, or since it cannot be in one. */
  private step(c: number): "skip" | "after" | "before" | "broken" | undefined {
    if (this.inText) return this.stepText(c);
    if (!this.started && this.isBetween(c)) return "skip";
    if (!this.started) this.firstLine = this.line;
    this.started = true;
    if (c === 34) this.inText = true;
    if (c === 123 || c === 91) ++this.depth;
    if (c === 125 || c === 93) {
      if (this.depth === 0) return this.closesArray(c) ? "before" : "broken";
      if (--this.depth === 0) return "after";
    }
    return this.depth === 0 && (c === 10 || c === 44) ? "before" : undefined;
  }

  /** Spaces, commas, and the brackets of the array that documents may be in are part of none. */
  private isBetween(c: number): boolean {
    if (c <= 32 || c === 0xfeff || c === 44) return true;
    if (c === 91 && !this.array) return (this.array = true);
    return this.closesArray(c);
  }

  private closesArray(c: number): boolean {
    const closes = c === 93 && this.array;
    this.array &&= !closes;
    return closes;
  }

  /** A line feed is never in a text of JSON: what it is in ends there, and the next line begins anew. */
  private stepText(c: number): "broken" | undefined {
    if (c === 10) return "broken";
    if (this.escaped) this.escaped = false;
    else if (c === 92) this.escaped = true;
    else if (c === 34) this.inText = false;
    return undefined;
  }

  private keep(piece: string): void {
    if (!this.started) return;
    this.length += piece.length;
    if (this.length <= maxLength) this.pieces.push(piece);
  }

  private *finish(piece: string, broken: boolean): Generator<JsonDocument> {
    this.keep(piece);
    const text = this.pieces.join("");
    const tooLong = this.length > maxLength;
    const line = this.firstLine;
    this.pieces = [];
    this.length = 0;
    this.depth = 0;
    this.inText = false;
    this.escaped = false;
    this.started = false;
    if (tooLong) yield {line, reason: `too long: more than ${maxLength} characters`};
    else if (broken) yield {line, reason: "invalid JSON: incomplete"};
    else yield* documentsOf(text, line);
  }
}

function documentsOf(text: string, line: number): JsonDocument[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return [{line, reason: `invalid JSON: ${(error as Error).message}`}];
  }
  const records = (value as {Records?: unknown} | null)?.Records;
  if (Array.isArray(records) && Object.keys(value as object).length === 1)
    return records.map((record: unknown) => ({line, value: record}));
  return [{line, value}];
}
