/** The characters between cells that are looked for. */
export const delimiters: readonly string[] = [",", ";", "\t", "|"];

const quote = 34;

/** A record whose last cell is in quotes that are not closed yet. */
export interface OpenRecord {
  /** The cells before. */
  cells: string[];

  /** What the open cell holds so far, its quotes still written twice. */
  cell: string;
}

/**
 * Returns the cells of a record that begins with *text*; the record as far as it goes if a quote is open at its
 * end, so that the next line continues it; or `stray` if a quote stands where none may. A cell that begins with a
 * double quote ends with one, and holds delimiters, line ends, and quotes written twice; spaces belong to the cell.
 * RFC 4180. *begun* is the record that *text* continues. Takes time in proportion to *text*.
 */
export function splitRecord(
  text: string,
  delimiter: string,
  begun?: OpenRecord
): string[] | OpenRecord | "stray" {
  if (!begun && !text.includes('"')) return text.split(delimiter);
  const cells = begun ? begun.cells : [];
  let start = 0;
  let held = begun ? `${begun.cell}\n` : null; // of the open cell; null where none is open
  for (;;) {
    if (held === null && text.charCodeAt(start) !== quote) {
      const end = text.indexOf(delimiter, start);
      cells.push(end < 0 ? text.slice(start) : text.slice(start, end));
      if (end < 0) return cells;
      start = end + 1;
      continue;
    }
    const from: number = held === null ? start + 1 : start;
    const close = closingQuote(text, from);
    if (close < 0) return {cells, cell: (held ?? "") + text.slice(from)};
    const cell: string = (held ?? "") + text.slice(from, close);
    held = null;
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
  return Array.isArray(cells) ? cells.length : 0;
}

function closingQuote(text: string, from: number): number {
  for (let i = text.indexOf('"', from); i >= 0; i = text.indexOf('"', i + 2)) {
    if (text.charCodeAt(i + 1) !== quote) return i;
  }
  return -1;
}
