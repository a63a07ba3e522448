import type {Role} from "../../core/schema/incidents.js";
import {nameElement} from "../kit/clip.js";
import {element} from "../kit/element.js";
import {pageHref} from "../site/url-state.js";

/** Returns the cell of the host of an incident, which is `by` it or `on` it; *linked* hosts lead to their page. */
export function incidentHost(
  {entity, role}: {entity: string; role: Role},
  linked = true
): HTMLElement[] {
  const name = nameElement(entity, 28);
  return [
    element("span", {class: "faint"}, role === "actor" ? "by " : "on "),
    linked ? element("a", {href: pageHref("entity", {entity})}, name) : name
  ];
}
