/** A part of a published file: its values whose paths begin with *at*. */
export interface ShownPart {
  /** The name of the published file; e.g., `today.json`. */
  file: string;

  /** The start of a path in its JSON; empty for the whole of it. Of a database, a table. */
  at: string;
}

/** A figure, a table or a sentence of a page. */
export interface Figure {
  /** The page, as its URL has it; `index` is the front page. */
  page: string;

  /** What it is called in a URL: its heading as a slug, or `headline`. */
  id: string;

  /** Its heading. */
  title: string;

  /** What it is drawn from. */
  parts: readonly ShownPart[];

  /** How its numbers come from the published tables, the model and the signed manifests. */
  how: string;
}

/** Returns a figure; e.g., `figure("models", "their-features", "Their features", "the profile", [])`. */
export function figure(
  page: string,
  id: string,
  title: string,
  how: string,
  parts: readonly ShownPart[]
): Figure {
  return {page, id, title, how, parts};
}

/** Returns the parts of *file* whose paths begin with each of *at*. */
export function partsOf(file: string, ...at: string[]): ShownPart[] {
  return at.map((part) => ({file, at: part}));
}
