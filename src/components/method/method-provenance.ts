import type {MethodPage} from "../../core/schema/method.js";
import type {ProvenanceLineOptions} from "../provenance/provenance-line.js";
import {provenanceLine} from "../provenance/provenance-line.js";

/**
 * Returns the line under a figure of a notebook. Notebooks stand one folder below the other pages,
 * so the links to them climb.
 */
export function methodProvenance(
  page: Pick<MethodPage, "provenance">,
  options: ProvenanceLineOptions
): HTMLElement {
  const line = provenanceLine(page.provenance, options);
  for (const link of line.querySelectorAll("a")) {
    const href = link.getAttribute("href") ?? "";
    if (href.startsWith("./") && href !== options.data) link.setAttribute("href", `.${href}`);
  }
  return line;
}
