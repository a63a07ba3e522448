/** The texts of a column, each kept once; an event holds a code. Code 0 is null. */
export interface Dictionary {
  /** The text of each code; that of code 0 is empty, and means null. */
  readonly texts: readonly string[];

  /** Whether a text was not kept, or incomplete, to bound the memory. */
  readonly clipped: boolean;

  /** Returns the code of *text*, which is kept if it is new. */
  codeOf(text: string | null): number;
}

/** The length of the longest text that is kept of a column, in UTF-16 units. */
export const maxKeptLength = 200;

/** How many UTF-16 units of different texts a column keeps, if not told otherwise. */
export const maxKept = 1 << 25;

/**
 * Returns an empty dictionary that keeps at most *most* UTF-16 units. A text longer than `maxKeptLength`
 * is cut there and ends in `…`; once the table is full, a new text is kept as `…` alone.
 */
export function dictionary(most = maxKept): Dictionary {
  const texts = [""];
  const codes = new Map<string, number>();
  let kept = 0;
  let clipped = false;
  return {
    texts,
    get clipped() {
      return clipped;
    },
    codeOf(text) {
      if (text === null) return 0;
      const known = codes.get(text);
      if (known !== undefined) return known;
      const short = shorten(text);
      const code = codes.get(short) ?? texts.length;
      if (code < texts.length) return code;
      const copy = copyOf(short);
      kept += copy.length;
      codes.set(copy, code);
      texts.push(copy);
      return code;
    }
  };

  function shorten(text: string): string {
    if (text.length <= maxKeptLength && kept + text.length <= most) return text;
    clipped = true;
    return kept + maxKeptLength <= most ? `${text.slice(0, maxKeptLength)}…` : "…";
  }
}

/** Returns the same text in memory of its own: a slice would keep the piece of the log it was cut from. */
function copyOf(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string;
}
