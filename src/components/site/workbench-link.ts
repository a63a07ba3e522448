import {tokensOf} from "../../core/notebook/tokens.js";
import {element} from "../kit/element.js";
import {pageHref} from "./url-state.js";
import {queryFragment} from "./notebook-url.js";

/** Returns a link, relative to the pages at the root of the site, that opens *sql* as a cell. */
function workbenchHref(sql: string): string {
  return `${pageHref("workbench")}#${queryFragment(sql)}`;
}

/**
 * Returns what stands beside a query: a link that opens it in the workbench; nothing beside a query with
 * a `?`, which has no value there.
 */
export function workbenchLink(sql: string): HTMLElement | "" {
  if (tokensOf(sql).some(({kind, text}) => kind === "parameter" && text === "?")) return "";
  return element("a", {class: "workbench-link", href: workbenchHref(sql)}, "open in Workbench");
}
