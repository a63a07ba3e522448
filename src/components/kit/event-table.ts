import type {EventRow} from "../../core/schema/published.js";
import {nameElement} from "./clip.js";
import {element} from "./element.js";
import {formatBytes, formatCount, formatScore, formatTime} from "./format.js";
import {moreButton} from "./more-button.js";
import {scoreColor} from "./score-color.js";
import {pageHref} from "../site/url-state.js";
import {verdictMark} from "../records/verdict-mark.js";

/** How to show events. */
export interface EventTableOptions {
  /** The line, in (0, 1). */
  threshold: number;

  /** The highest score, at which the bars are full. */
  max: number;

  /** What the table shows, for those who hear it. */
  caption: string;

  /** How many lines are shown at first; defaults to 12. The rest opens on demand. */
  most?: number;
}

/** Shows events as a table, one line each; the time leads to the event, and so does its line. */
export function eventTable(
  events: readonly EventRow[],
  {threshold, max, caption, most = 12}: EventTableOptions
): HTMLElement {
  const labelled = events.some(({label}) => label !== null);
  const lines = events.map((event) => line(event, {threshold, max, labelled}));
  const table = element(
    "table",
    {},
    element("caption", {class: "unseen"}, caption),
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        ...["time (UTC)", "source", "destination", "port", "service", "state"].map((name) =>
          element("th", {scope: "col"}, name)
        ),
        ...["bytes out", "bytes in"].map((name) =>
          element("th", {scope: "col", class: "number"}, name)
        ),
        labelled && element("th", {scope: "col"}, "label"),
        element("th", {scope: "col", class: "number score"}, "score")
      )
    ),
    element("tbody", {}, ...lines.slice(0, most))
  );
  table.addEventListener("click", ({target}) => {
    if (!(target instanceof Element) || target.closest("a") || getSelection()?.toString()) return;
    const href = target.closest("tr")?.dataset.href;
    if (href) location.assign(href);
  });
  const region = element(
    "div",
    {class: "scroll", tabindex: 0, role: "region", "aria-label": caption},
    table
  );
  if (lines.length <= most) return region;
  const more = moreButton(lines.length - most, () => {
    table.tBodies[0].append(...lines.slice(most));
    lines[most].querySelector("a")?.focus();
  });
  return element("div", {}, region, more);
}

interface LineOptions {
  threshold: number;
  max: number;
  labelled: boolean;
}

function line(event: EventRow, {threshold, max, labelled}: LineOptions): HTMLTableRowElement {
  const href = pageHref("alert", {event: event.event});
  const bar = element("i", {class: "bar", "aria-hidden": "true"});
  bar.style.width = `${(100 * event.score) / max}%`;
  bar.style.background = scoreColor(event.score, threshold, max);
  const port = [event.dstPort, event.proto].filter((part) => part !== null).join("/");
  return element(
    "tr",
    {"data-href": href},
    element("td", {}, element("a", {href}, formatTime(event.time)), verdictMark(event.identity)),
    element("td", {class: "address"}, hostLink(event.src)),
    element("td", {class: "address"}, hostLink(event.dst)),
    element("td", {}, nameElement(port, 12, "plain")),
    element("td", {}, nameElement(event.service ?? "", 14, "plain")),
    element("td", {}, nameElement(event.state ?? "", 8, "plain")),
    element(
      "td",
      {class: "number", title: formatCount(event.origBytes)},
      formatBytes(event.origBytes)
    ),
    element(
      "td",
      {class: "number", title: formatCount(event.respBytes)},
      formatBytes(event.respBytes)
    ),
    labelled && element("td", {}, nameElement(event.label ?? "", 18, "plain")),
    element("td", {class: "score"}, formatScore(event.score), bar)
  );
}

function hostLink(address: string): HTMLElement {
  const href = pageHref("entity", {entity: address});
  return element("a", {href, class: "host"}, nameElement(address, 22));
}
