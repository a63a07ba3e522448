import type {EventRow} from "../../core/schema/published.js";
import {nameElement} from "./clip.js";
import {element} from "./element.js";
import {formatBytes, formatCount, formatScore, formatTime} from "./format.js";
import {scoreBar} from "./score-color.js";
import {expandableTable} from "./table.js";
import type {Column} from "./table.js";
import {alertHref, pageHref} from "../site/url-state.js";
import {verdictMark} from "../records/verdict-mark.js";

/** How to show events. */
export interface EventTableOptions {
  /** The threshold, in (0, 1). */
  threshold: number;

  /** The highest score, at which the bars are full. */
  max: number;

  /** What the table shows, for those who cannot see it. */
  caption: string;

  /** How many rows are shown at first; defaults to 12. The rest opens on demand. */
  shown?: number;
}

/** Shows events as a table, one row each; the time leads to the event, and so does its row. */
export function eventTable(
  events: readonly EventRow[],
  {caption, shown, ...scale}: EventTableOptions
): HTMLElement {
  const labelled = events.some(({label}) => label !== null);
  const node = expandableTable(events, {
    columns: columns(scale).filter(({name}) => labelled || name !== "label"),
    label: caption,
    shown,
    row: (row) => ({"data-href": alertHref(row.identity)})
  });
  node.querySelector("table")!.addEventListener("click", ({target}) => {
    if (!(target instanceof Element) || target.closest("a") || getSelection()?.toString()) return;
    const href = target.closest("tr")?.dataset.href;
    if (href) location.assign(href);
  });
  return node;
}

function columns({threshold, max}: {threshold: number; max: number}): Column<EventRow>[] {
  const bytes = (name: string, of: (row: EventRow) => number | null): Column<EventRow> => ({
    name,
    number: true,
    cell: (row) => formatBytes(of(row)),
    attributes: (row) => ({title: formatCount(of(row))})
  });
  return [
    {
      name: "time (UTC)",
      cell: (row) => [
        element("a", {href: alertHref(row.identity)}, formatTime(row.time)),
        verdictMark(row.identity)
      ]
    },
    {name: "source", class: "address", cell: ({src}) => hostLink(src)},
    {name: "destination", class: "address", cell: ({dst}) => hostLink(dst)},
    {name: "port", cell: (row) => nameElement(portText(row), 12, "plain")},
    {name: "service", cell: ({service}) => nameElement(service ?? "", 14, "plain")},
    {name: "state", cell: ({state}) => nameElement(state ?? "", 8, "plain")},
    bytes("bytes out", ({origBytes}) => origBytes),
    bytes("bytes in", ({respBytes}) => respBytes),
    {name: "label", cell: ({label}) => nameElement(label ?? "", 18, "plain")},
    {
      name: "score",
      number: true,
      class: "score",
      cell: ({score}) => [formatScore(score), scoreBar(score, threshold, max)]
    }
  ];
}

function portText({dstPort, proto}: EventRow): string {
  return [dstPort, proto].filter((part) => part !== null).join("/");
}

function hostLink(address: string): HTMLElement {
  const href = pageHref("entity", {entity: address});
  return element("a", {href, class: "host"}, nameElement(address, 22));
}
