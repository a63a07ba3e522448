/** An error of a query, and its position: lines from 1, columns from 0; null if it has none. */
export interface QueryFault {
  /** The message without the excerpt, with the hint where there is one. */
  message: string;
  line: number | null;
  column: number | null;
}

/**
 * Returns the text and the position of an error of DuckDB: its message ends in an excerpt with a caret below.
 * The column is null where the excerpt is truncated.
 */
export function readFault(message: string): QueryFault {
  const excerpt = /\nLINE (\d+): ([^\n]*)\n( *)\^/.exec(message);
  const body = (excerpt ? message.slice(0, excerpt.index) : message).trim();
  const text = body
    .split("\n")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .join(" ");
  if (!excerpt) return {message: text, line: null, column: null};
  const prefix = `LINE ${excerpt[1]}: `.length;
  const truncated = excerpt[2].startsWith("...");
  const column = truncated ? null : Math.max(0, excerpt[3].length - prefix);
  return {message: text, line: Number(excerpt[1]), column};
}

/** Returns a message of DuckDB in plain words, where there are better ones. */
export function plainFault(message: string): string {
  const file = /Cannot access file "(.*?)"/s.exec(message)?.[1];
  if (file !== undefined) {
    const shown = file.length > 80 ? `${file.slice(0, 80)}…` : file;
    return /^[a-z][a-z0-9+.-]*:\/\//i.test(file)
      ? `rejected: ${shown}; no query loads anything from other hosts. To analyse a file of your own, use Your log`
      : `rejected: ${shown}; a cell reads the published tables and other cells, no files`;
  }
  if (/was canceled|INTERRUPT/i.test(message)) return "cancelled";
  if (/Out of Memory|could not allocate|memory access out of bounds/i.test(message))
    return "too large for the memory of this page; select fewer columns or rows, or add LIMIT";
  return message;
}
