import {figures, figuresFrom, figureTitle} from "../../core/pages/figures.js";
import {findPage} from "../../core/pages/registry.js";
import {publishedName} from "../../core/proof/check-site.js";

/**
 * Returns a function from the path of a file of the site to the titles of the figures that are made from it.
 * *texts* are the pages, scripts and styles by their paths: a file is used by those that name it, and by those
 * that name these. Of a data file, the figures are those of the registry; a page without any is named itself.
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
    if (own.length > 0) return own; // the registry names them
    const named = pages.flatMap((page) => {
      const drawn = figures.filter((figure) => `${figure.page}.html` === page);
      const name = page.replace(/\.html$/, "");
      return drawn.length ? drawn.map(figureTitle) : [findPage(name)?.title ?? name];
    });
    return [...new Set(named)];
  };
}

/** Returns *path* and all that use it, directly or not. */
function reach(path: string, usersOf: (path: string) => string[]): string[] {
  const seen = new Set([path]);
  for (const next of seen) for (const user of usersOf(next)) seen.add(user);
  return [...seen];
}
