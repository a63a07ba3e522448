import type {Figure} from "./figure.js";
import {figures} from "./figure-list.js";

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

/** Returns the figure that is called *name*, `page.id`, or undefined if none is. */
export function findFigure(name: string): Figure | undefined {
  return figures.find((figure) => figureName(figure) === name);
}

/** Returns what a figure is called in a URL: page and heading; e.g., `index.your-threshold`. */
export function figureName({page, id}: Pick<Figure, "page" | "id">): string {
  return `${page}.${id}`;
}

function begins(path: string, at: string): boolean {
  if (!path.startsWith(at)) return false;
  return at === "" || path.length === at.length || /[.[]/.test(path[at.length]);
}
