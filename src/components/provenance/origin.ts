import {pageHref} from "../site/url-state.js";

/** What begins the fragment of Lineage that names a figure: for readers without JavaScript. */
export const originFragment = "from-";

/** Returns the address of Lineage that shows the path of the figure called *name*. */
export function originHref(name: string): string {
  return pageHref("lineage", {figure: name, phase: "evaluation"});
}

/** Returns the same for the HTML of a page: without a query, which Framework takes for another page. */
export function originAnchor(name: string): string {
  return `./lineage.html#${originFragment}${name}`;
}
