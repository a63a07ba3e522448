/** The characters between cells that are looked for. */
export const delimiters: readonly string[] = [",", ";", "\t", "|"];

/** What a line is when it is not a whole record: a quote is open at its end, or stands where none may. */
export type Flaw = "open" | "stray";

/**
 * Returns the cells of a record, or its flaw. A cell that begins with a double quote ends with one, and
 * holds delimiters, line ends, and quotes written twice; spaces belong to the cell. RFC 4180.
 */
export function splitRecord(text: string, delimiter: string): string[] | Flaw {
  if (!text.includes('"')) return text.split(delimiter);
  const cells: string[] = [];
  let start = 0;
  for (;;) {
    if (text.charCodeAt(start) !== 34) {
      const end = text.indexOf(delimiter, start);
      cells.push(end < 0 ? text.slice(start) : text.slice(start, end));
      if (end < 0) return cells;
      start = end + 1;
      continue;
    }
    const close = closingQuote(text, start + 1);
    if (close < 0) return "open";
    const cell = text.slice(start + 1, close);
    cells.push(cell.includes('"') ? cell.replaceAll('""', '"') : cell);
    if (close + 1 === text.length) return cells;
    if (text[close + 1] !== delimiter) return "stray";
    start = close + 2;
  }
}

/**
 * Returns the delimiter of a table that begins with *lines*, its header first: the one that cuts most
 * of them into as many cells as the header, at least 2, and into the most; null if none does.
 */
export function findDelimiter(lines: readonly string[]): string | null {
  let best: {delimiter: string; cells: number} | null = null;
  for (const delimiter of delimiters) {
    const cells = cellsOf(lines[0] ?? "", delimiter);
    if (cells < 2) continue;
    const like = lines.filter((line) => cellsOf(line, delimiter) === cells);
    if (2 * like.length <= lines.length) continue;
    if (!best || cells > best.cells) best = {delimiter, cells};
  }
  return best && best.delimiter;
}

/** Returns how many cells a line has; 0 if it is no whole record. */
function cellsOf(line: string, delimiter: string): number {
  const cells = splitRecord(line, delimiter);
  return typeof cells === "string" ? 0 : cells.length;
}

function closingQuote(text: string, from: number): number {
  for (let i = text.indexOf('"', from); i >= 0; i = text.indexOf('"', i + 2)) {
    if (text.charCodeAt(i + 1) !== 34) return i;
  }
  return -1;
}
