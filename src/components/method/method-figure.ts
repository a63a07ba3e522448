import type {MethodPage} from "../../core/schema/method.js";
import {element} from "../kit/element.js";
import {responsive} from "../kit/responsive.js";
import type {ProvenanceLineOptions} from "../provenance/provenance-line.js";
import {provenanceLine} from "../provenance/provenance-line.js";

/** The data that a notebook draws: its origin, and the URL of its file. */
export interface MethodSource extends Pick<MethodPage, "provenance"> {
  data: string;
}

/** A figure of a notebook, and what its provenance line shows. */
export interface MethodFigureOptions extends ProvenanceLineOptions {
  /** The id of the figure; none by default. */
  id?: string;

  /** The picture: an element, or what draws it for a width in pixels. */
  picture: HTMLElement | ((width: number) => Node);

  /** The text below; none by default, and the picture then needs no figure around it. */
  caption?: string;
}

/** Returns a figure of a notebook: its picture and caption, and the line of its provenance. */
export function methodFigure(
  {provenance, data}: MethodSource,
  {id, picture, caption, ...options}: MethodFigureOptions
): HTMLElement {
  const drawn = picture instanceof HTMLElement ? picture : responsive(picture);
  const figure = caption
    ? element("figure", {id}, drawn, element("figcaption", {}, caption))
    : drawn;
  return element("div", {}, figure, methodProvenance(provenance, {data, ...options}));
}

/** Returns the line under a figure, with its links from a notebook: one folder below the other pages. */
function methodProvenance(
  provenance: MethodPage["provenance"],
  options: ProvenanceLineOptions
): HTMLElement {
  const line = provenanceLine(provenance, options);
  for (const link of line.querySelectorAll("a")) {
    const href = link.getAttribute("href") ?? "";
    if (href.startsWith("./") && href !== options.data) link.setAttribute("href", `.${href}`);
  }
  return line;
}
