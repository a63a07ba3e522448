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
import {table} from "../kit/table.js";
import {pageHref} from "../site/url-state.js";

/** Shows how similarly two models order the events: over all, and among the k most anomalous. */
export function agreementTable({spearman, overlap}: ModelsPage["agreement"]): HTMLElement {
  const rows = [
    {
      name: "Spearman’s ρ",
      about: "over all events; 1: the same order, 0: unrelated",
      value: spearman === null ? "–" : spearman.toFixed(3)
    },
    ...overlap.map(({k, share}) => ({
      name: `overlap at ${formatCount(k)}`,
      about: "in both lists of the most anomalous",
      value: formatShare(share)
    }))
  ];
  return table(rows, {
    class: "agreement",
    columns: [
      {
        name: element("span", {class: "unseen"}, "agreement of the two models"),
        header: true,
        cell: ({name, about}) => [name, element("span", {class: "faint"}, ` ${about}`)]
      },
      {
        name: element("span", {class: "unseen"}, "value"),
        number: true,
        cell: ({value}) => value
      }
    ]
  });
}

/** Shows the events that the models rank most differently, each leading to its page. */
export function disagreementTable(
  {disagreements}: ModelsPage["agreement"],
  {names}: {names: readonly string[]}
): HTMLElement {
  const found = disagreements.filter(({rank, otherRank}) => rank !== otherRank);
  if (found.length === 0)
    return element("p", {class: "about"}, "There is none: they rank all events alike.");
  const strong = (text: string, on: boolean) => (on ? element("b", {}, text) : text);
  return table(found, {
    label: "greatest disagreements",
    columns: [
      {
        name: "time (UTC)",
        cell: ({event, time}) => element("a", {href: pageHref("alert", {event})}, formatTime(time))
      },
      {name: "source", class: "address", cell: ({src}) => nameElement(src, 22)},
      {name: "destination", class: "address", cell: ({dst}) => nameElement(dst, 22)},
      {
        name: "port",
        cell: ({dstPort, proto}) =>
          visible([dstPort, proto].filter((part) => part !== null).join("/"))
      },
      {name: "service", cell: ({service}) => visible(service ?? "")},
      {name: "state", cell: ({state}) => visible(state ?? "")},
      {name: "bytes out", number: true, cell: ({origBytes}) => formatBytes(origBytes)},
      {name: "bytes in", number: true, cell: ({respBytes}) => formatBytes(respBytes)},
      {
        name: `rank, ${names[0]}`,
        number: true,
        cell: ({rank, otherRank}) => strong(formatCount(rank), rank < otherRank)
      },
      {
        name: `rank, ${names[1]}`,
        number: true,
        cell: ({rank, otherRank}) => strong(formatCount(otherRank), otherRank < rank)
      },
      {
        name: "scores",
        number: true,
        cell: ({score, other}) => `${formatScore(score)} and ${formatScore(other)}`
      }
    ]
  });
}
