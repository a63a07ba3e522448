/** The length of the pieces of texts that are looked up. */
const pieceLength = 4;

const bloomSize = 1 << 16;

/** A text that is looked for. */
interface Entry {
  text: string;
  /** Where in it the piece begins by which it is found. */
  offset: number;
  /** What the text stands for. */
  items: number[];
}

/**
 * Finds which of many texts are in a value, in one pass over it: each text is found by its rarest piece of four characters, and
 * then compared.
 */
export class TextIndex {
  private readonly exacts = new Map<string, number[]>();
  private readonly entries = new Map<number, Entry[]>();
  /** Short texts are looked for one by one. */
  private readonly short: Entry[] = [];
  private readonly bloom = new Uint8Array(bloomSize);

  /** *texts* are folded; each stands for its items. */
  constructor(texts: readonly {text: string; exact: boolean; items: number[]}[]) {
    const frequency = new Map<number, number>();
    const long = texts.filter(({text, exact, items}) => {
      if (exact) this.exacts.set(text, items);
      else if (text.length < pieceLength) this.short.push({text, offset: 0, items});
      return !exact && text.length >= pieceLength;
    });
    for (const {text} of long)
      for (const piece of new Set(piecesOf(text))) frequency.set(piece, (frequency.get(piece) ?? 0) + 1); // prettier-ignore
    for (const {text, items} of long) {
      const pieces = piecesOf(text);
      let offset = 0;
      for (let i = 1; i < pieces.length; ++i)
        if (frequency.get(pieces[i])! < frequency.get(pieces[offset])!) offset = i;
      const piece = pieces[offset];
      const known = this.entries.get(piece);
      if (known) known.push({text, offset, items});
      else this.entries.set(piece, [{text, offset, items}]);
      this.bloom[slotOf(piece)] = 1;
    }
  }

  /** Calls *found* with the items of each text that *value*, folded, is or contains; with some of them more than once. */
  search(value: string, found: (items: readonly number[]) => void): void {
    const exact = this.exacts.get(value);
    if (exact) found(exact);
    for (const {text, items} of this.short) if (value.includes(text)) found(items);
    if (this.entries.size === 0) return;
    let piece = 0;
    for (let i = 0; i < value.length; ++i) {
      piece = next(piece, value, i);
      if (i < pieceLength - 1 || this.bloom[slotOf(piece)] === 0) continue;
      const entries = this.entries.get(piece);
      if (!entries) continue;
      for (const {text, offset, items} of entries)
        if (value.startsWith(text, i - pieceLength + 1 - offset)) found(items);
    }
  }
}

/** A piece is a number of 28 bits: the lower 7 of each character. What is found by it is compared, so that others do no harm. */
function next(piece: number, text: string, i: number): number {
  return ((piece << 7) | (text.charCodeAt(i) & 127)) & 0xfffffff;
}

function slotOf(piece: number): number {
  return (piece ^ (piece >>> 12)) & (bloomSize - 1);
}

function piecesOf(text: string): number[] {
  const pieces: number[] = [];
  let piece = 0;
  for (let i = 0; i < text.length; ++i) {
    piece = next(piece, text, i);
    if (i >= pieceLength - 1) pieces.push(piece);
  }
  return pieces;
}
