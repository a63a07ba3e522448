import type {ModelsPage} from "../../core/schema/models-page.js";
import {nameElement} from "../kit/clip.js";
import {element} from "../kit/element.js";
import {
  formatBytes,
  formatCount,
  formatScore,
  formatShare,
  formatTime,
  visible
} from "../kit/format.js";
import {pageHref} from "../site/url-state.js";

/** Shows how alike two models order the events: over all, and among the strangest k. */
export function agreementTable({spearman, overlap}: ModelsPage["agreement"]): HTMLElement {
  const line = (name: string, about: string, value: string): HTMLElement =>
    element(
      "tr",
      {},
      element("th", {scope: "row"}, name, element("span", {class: "faint"}, ` ${about}`)),
      element("td", {class: "number"}, value)
    );
  return element(
    "table",
    {},
    element("caption", {class: "unseen"}, "agreement of the two models"),
    element(
      "tbody",
      {},
      line(
        "Spearman’s ρ",
        "over all events; 1: the same order, 0: unrelated",
        spearman === null ? "–" : spearman.toFixed(3)
      ),
      ...overlap.map(({k, share}) =>
        line(`overlap at ${formatCount(k)}`, "in both lists of the strangest", formatShare(share))
      )
    )
  );
}

/** Shows the events that the models rank most differently, each leading to its page. */
export function disagreementTable(
  {disagreements}: ModelsPage["agreement"],
  {names}: {names: readonly string[]}
): HTMLElement {
  const found = disagreements.filter(({rank, otherRank}) => rank !== otherRank);
  if (found.length === 0)
    return element("p", {class: "about"}, "There is none: they rank all events alike.");
  const heads: [string, string][] = [
    ["time (UTC)", ""],
    ["source", ""],
    ["destination", ""],
    ["port", ""],
    ["service", ""],
    ["state", ""],
    ["bytes out", "number"],
    ["bytes in", "number"],
    [`rank, ${names[0]}`, "number"],
    [`rank, ${names[1]}`, "number"],
    ["scores", "number"]
  ];
  return element(
    "div",
    {class: "scroll", tabindex: 0, role: "region", "aria-label": "greatest disagreements"},
    element(
      "table",
      {},
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          ...heads.map(([name, kind]) => element("th", {scope: "col", class: kind || null}, name))
        )
      ),
      element("tbody", {}, ...found.map(disagreementLine))
    )
  );
}

type Disagreement = ModelsPage["agreement"]["disagreements"][number];

function disagreementLine(event: Disagreement): HTMLElement {
  const {rank, otherRank, score, other} = event;
  const strong = (text: string, on: boolean): Node | string => (on ? element("b", {}, text) : text);
  const port = [event.dstPort, event.proto].filter((part) => part !== null).join("/");
  return element(
    "tr",
    {},
    element(
      "td",
      {},
      element("a", {href: pageHref("alert", {event: event.event})}, formatTime(event.time))
    ),
    element("td", {class: "address"}, nameElement(event.src, 22)),
    element("td", {class: "address"}, nameElement(event.dst, 22)),
    element("td", {}, visible(port)),
    element("td", {}, visible(event.service ?? "")),
    element("td", {}, visible(event.state ?? "")),
    element("td", {class: "number"}, formatBytes(event.origBytes)),
    element("td", {class: "number"}, formatBytes(event.respBytes)),
    element("td", {class: "number"}, strong(formatCount(rank), rank < otherRank)),
    element("td", {class: "number"}, strong(formatCount(otherRank), otherRank < rank)),
    element("td", {class: "number"}, `${formatScore(score)} and ${formatScore(other)}`)
  );
}
