import type {Figure} from "../../core/published/figures/figure.js";
import {figures} from "../../core/published/figures/figure-list.js";
import {figuresFrom} from "../../core/published/figures/find-figures.js";

const titles: Readonly<Record<string, string>> = {
  index: "Today",
  entity: "Entities",
  rules: "Rules × model",
  "your-log": "Your log",
  "notebooks/anomaly-detection-explained": "Method"
};

/** Returns what people call a page: its name in the masthead. */
export function pageTitle(page: string): string {
  const name = page.split("/").at(-1)!;
  return titles[page] ?? `${name[0]?.toUpperCase() ?? ""}${name.slice(1).replaceAll("-", " ")}`;
}

/** Returns what people call a figure: its page and its heading. */
export function figureTitle({page, title}: Pick<Figure, "page" | "title">): string {
  return `${pageTitle(page)} · ${title}`;
}

/**
 * Returns what tells which figures are made from a file of the site. *texts* are the pages, scripts and
 * styles by their paths: a file is used by those that name it, and by those that name these. The files of
 * data are drawn in the figures that say so; a page without any is named itself.
 */
export function dependents(texts: ReadonlyMap<string, string>): (path: string) => string[] {
  const users = new Map<string, string[]>();
  const usersOf = (path: string): string[] => {
    const known = users.get(path);
    if (known) return known;
    const name = path.split("/").at(-1)!;
    const found = [...texts].filter(([other, text]) => other !== path && text.includes(name));
    const paths = found.map(([other]) => other);
    users.set(path, paths);
    return paths;
  };
  return (path) => {
    const own = figuresFrom(publishedName(path)).map(figureTitle);
    const pages = reach(path, usersOf).filter((page) => page.endsWith(".html"));
    const named = pages.flatMap((page) => {
      const drawn = figures.filter((figure) => `${figure.page}.html` === page);
      if (own.length > 0) return []; // its figures say so themselves
      return drawn.length ? drawn.map(figureTitle) : [pageTitle(page.replace(/\.html$/, ""))];
    });
    return [...new Set([...own, ...named])];
  };
}

/** Returns the name under which a file was published; e.g., `today.json` of `_file/data/today.9aa38659.json`. */
export function publishedName(path: string): string {
  const name = path.split("/").at(-1)!;
  return name.replace(/\.[0-9a-f]{8}(?=\.\w+$)/, "");
}

/** Returns whether the file at *path* of the site holds published data. */
export function isData(path: string): boolean {
  return path.startsWith("_file/data/");
}

/** Returns *path* and all that use it, directly or not. */
function reach(path: string, usersOf: (path: string) => string[]): string[] {
  const seen = new Set([path]);
  for (const next of seen) for (const user of usersOf(next)) seen.add(user);
  return [...seen];
}
