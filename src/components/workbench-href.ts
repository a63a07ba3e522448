import {element} from "./element.js";
import {queryFragment} from "./workbench-link.js";

/** Returns a link, relative to the pages at the root of the site, that opens *sql* as a cell. */
export function workbenchHref(sql: string): string {
  return `./workbench.html#${queryFragment(sql)}`;
}

/** Returns what stands beside a query: a link that opens it in the workbench. */
export function workbenchLink(sql: string): HTMLElement {
  return element("a", {class: "open", href: workbenchHref(sql)}, "open in Workbench");
}
