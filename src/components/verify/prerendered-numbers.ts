import {walkValues} from "../../core/proof/compare.js";
import {figureTitle} from "../../core/pages/figures.js";
import type {PageName} from "../../core/pages/registry.js";
import {sentenceHtml} from "../site/noscript.js";
import type {Prerendered, PrerenderedText} from "../site/prerendered.js";
import {maxShown} from "./compare-numbers.js";
import type {FigureCheck} from "./verification.js";

/** The prerendered part of each page, by name. */
export type PrerenderedPages = Readonly<Partial<Record<PageName, Prerendered>>>;

/** The HTML of a page, as it was fetched. */
export interface FetchedPage {
  path: string;
  html: string;
}

/**
 * Compares the texts in the HTML of the *fetched* pages, sentence and tables, with what *pages* make of the
 * *published* files. A page whose data cannot be read is skipped: its data is a mismatch.
 */
export function comparePrerendered(
  fetched: readonly FetchedPage[],
  published: ReadonlyMap<string, unknown>,
  pages: PrerenderedPages
): FigureCheck[] {
  return Object.entries(pages).flatMap(([name, page]) => {
    const file = `${name}.html`;
    const html = fetched.find(({path}) => path === file)?.html;
    const text = maybeText(page, published);
    return html === undefined || !text ? [] : [compare(name as PageName, file, text, html)];
  });
}

function maybeText(
  page: Prerendered,
  published: ReadonlyMap<string, unknown>
): PrerenderedText | null {
  try {
    return page.text(published);
  } catch {
    return null; // a file that was changed so that its parts are missing
  }
}

function compare(
  page: PageName,
  file: string,
  {headline, fallback}: PrerenderedText,
  html: string
): FigureCheck {
  const parts = typeof headline === "string" ? [{text: headline}] : headline;
  const heading = parts ? `<h1>${sentenceHtml(parts)}</h1>` : "";
  const check: FigureCheck = {
    figure: figureTitle({page, title: "prerendered HTML"}),
    file,
    how: "the published files, by the function that wrote the page",
    numbers: 0,
    texts: 0,
    unverified: 0,
    differing: 0,
    mismatches: []
  };
  const expected = `<main>${heading}${fallback}</main>`; // in no element, a noscript stands in the head
  walkValues(textsOf(html), textsOf(expected), {
    compared(path, found, due) {
      check[/\d/.test(String(found)) ? "numbers" : "texts"] += 1;
      if (found === due) return;
      check.differing += 1;
      if (check.mismatches.length < maxShown)
        check.mismatches.push({path, expected: String(due), found: String(found)});
    },
    taken() {}
  });
  return check;
}

/** Returns the words of the sentence, and of the fallback without scripts. */
function textsOf(html: string): {sentence: string[]; fallback: string[]} {
  const document = new DOMParser().parseFromString(html, "text/html");
  const split = (selector: string) =>
    [...document.querySelectorAll(selector)].flatMap(({textContent}) =>
      (textContent ?? "").split(/\s+/).filter((word) => word !== "")
    );
  return {sentence: split("h1"), fallback: split("noscript")};
}
