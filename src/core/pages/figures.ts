import type {PageFigure} from "./page.js";
import {findPage, pages} from "./registry.js";
import type {PageName} from "./registry.js";

/** A figure and the page that it is on. */
export interface Figure extends PageFigure {
  page: PageName;
}

/** Every figure of the pages, and what it is drawn from. Of parts that overlap, the longest path holds. */
export const figures: readonly Figure[] = pages.flatMap(({name, figures}) =>
  figures.map((figure) => ({...figure, page: name}))
);

/** Returns the figures that are drawn from the value at *path* of *file*, those of the longest matching part. */
export function figuresOf(file: string, path: string): Figure[] {
  const place = path.replace(/\[\d+\]/g, "[*]");
  let best = -1;
  let found: Figure[] = [];
  for (const figure of figures) {
    for (const part of figure.parts) {
      if (part.file !== file || !begins(place, part.at) || part.at.length < best) continue;
      if (part.at.length > best) found = [];
      best = part.at.length;
      if (!found.includes(figure)) found.push(figure);
    }
  }
  return found;
}

/** Returns the figures that any part of *file* is drawn in. */
export function figuresFrom(file: string): Figure[] {
  return figures.filter(({parts}) => parts.some((part) => part.file === file));
}

/** The names of figures in URLs of earlier versions, and what they are now; read for one version (docs/aliases.md). */
const formerNames: {[name: string]: string | undefined} = {
  "alert.the-ordinary-events-most-like-it": "alert.nearest-normal-events",
  "entity.hosts-most-anomalous-first": "entity.hosts-most-severe-first",
  "entity.hosts-strangest-first": "entity.hosts-most-severe-first",
  "evaluation.attacks-one-by-one": "evaluation.attacks-flow-by-flow",
  "evaluation.every-detector-in-the-same-frame": "evaluation.seen-and-novel-attacks",
  "index.incidents-most-anomalous-first": "index.incidents-most-severe-first",
  "index.incidents-strangest-first": "index.incidents-most-severe-first",
  "index.the-strangest-connections": "index.the-most-anomalous-connections",
  "index.your-line": "index.your-threshold",
  "models.beside-other-detectors": "evaluation.seen-and-novel-attacks",
  "models.what-they-see": "models.their-features",
  "notebooks/anomaly-detection-explained.what-the-forest-sees":
    "notebooks/anomaly-detection-explained.features-of-the-forest"
};

/** Returns the figure that is called *name*, `page.id`, or undefined if none is. */
export function findFigure(name: string): Figure | undefined {
  const current = (Object.hasOwn(formerNames, name) && formerNames[name]) || name;
  return figures.find((figure) => figureName(figure) === current);
}

/** Returns the name of a figure in a URL: page and heading; e.g., `index.your-threshold`. */
export function figureName({page, id}: Pick<Figure, "page" | "id">): string {
  return `${page}.${id}`;
}

/** Returns the title of a figure: that of its page, and its heading; e.g., `Today · Your threshold`. */
export function figureTitle({page, title}: Pick<Figure, "page" | "title">): string {
  return `${findPage(page)!.title} · ${title}`;
}

function begins(path: string, at: string): boolean {
  if (!path.startsWith(at)) return false;
  return at === "" || path.length === at.length || /[.[]/.test(path[at.length]);
}
