import {slug} from "../published/slug.js";

/** A part of a published file: its values whose paths begin with *at*. */
export interface FilePart {
  /** The name of the published file; e.g., `today.json`. */
  file: string;

  /** The start of a path in its JSON; empty for the complete file. Of a database, a table. */
  at: string;
}

/** A figure, a table or a sentence of a page. */
export interface PageFigure {
  /** Its name in a URL: its heading as a slug, or `headline`. */
  id: string;

  /** Its heading. */
  title: string;

  /** How its numbers come from the published tables, the model and the signed manifests. */
  how: string;

  /** What it is drawn from. */
  parts: readonly FilePart[];
}

/** A page of the site, without the functions that draw it. */
export interface PageInfo {
  /** The title, in the navigation and in the browser’s tab. */
  title: string;

  /** The question that the page answers; its heading where nothing is published. */
  question: string;

  /** Whether the navigation links to it; defaults to true. */
  inNavigation?: boolean;

  /** The published files that it loads, by name. */
  files: readonly string[];

  /** The figures that Lineage follows to the bytes that they came from. */
  figures: readonly PageFigure[];
}

/** Returns a figure; its *id* is the slug of its *title* unless its page names it otherwise. */
export function figure(
  title: string,
  how: string,
  parts: readonly FilePart[],
  id = slug(title)
): PageFigure {
  return {id, title, how, parts};
}

/** Returns the figure that is the sentence, or the first part, of its page. */
export function headline(title: string, how: string, parts: readonly FilePart[]): PageFigure {
  return {id: "headline", title, how, parts};
}

/** Returns what makes parts of *file* from the starts of their paths; the complete file by default. */
export function partsOf(file: string): (...at: string[]) => FilePart[] {
  return (...at) => (at.length ? at : [""]).map((part) => ({file, at: part}));
}
