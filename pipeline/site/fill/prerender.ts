import type {Today} from "../../../src/core/schema/published.js";
import {withFeed, withRun} from "../../../src/components/site/shell.js";
import {prerendered, prerenderedHtml} from "../../../src/pages.js";

/** The data files that the HTML of pages is made from. */
export const prerenderedFiles: readonly string[] = [
  ...new Set(["today.json", ...Object.values(prerendered).flatMap(({files}) => files)])
];

const mark = /<!-- ([\w-]+: \w+) -->\n?/g;

/**
 * Returns what puts the numbers of *documents*, the parsed data files by name, into the HTML of a page without
 * data: the sentence and the fallback at their marks, and the mark of the run. *root* leads from the page
 * to the root of the site. Pages of *feed*, if it is not null, have its name. What is put in is not looked through again: it may hold what looks like a mark.
 */
export function prerenderer(
  documents: ReadonlyMap<string, unknown>,
  feed: string | null = null
): (html: string, root: string) => string {
  const parts = prerenderedHtml(documents);
  const today = documents.get("today.json") as Today;
  const named = (html: string) => (feed === null ? html : withFeed(html, feed));
  return (html, root) =>
    withRun(named(html), `${root}lineage.html`, today).replace(
      mark,
      (whole, name: string) => parts.get(name) ?? whole
    );
}
