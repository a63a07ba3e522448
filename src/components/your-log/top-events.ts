import {nameElement} from "../kit/clip.js";
import {element} from "../kit/element.js";
import {formatCount, formatEndpoint, formatScore, formatTime} from "../kit/format.js";
import {longTable} from "../kit/long-table.js";
import {scoreColor} from "../kit/score-color.js";
import type {Column} from "../kit/table.js";
import type {TopEvent} from "./messages.js";

/**
 * Shows the most anomalous events, a row each with the reason; the time links to the event (`?event=`), which
 * the page opens in place.
 */
export function topEvents(top: readonly TopEvent[], threshold: number): HTMLElement {
  const max = Math.max(threshold, top[0]?.score ?? 0);
  return longTable(top, {
    class: "yours",
    label: "The most anomalous connections of your log",
    columns: columnsOf(threshold, max),
    row: ({event}) => ({"data-event": event})
  });
}

function columnsOf(threshold: number, max: number): Column<TopEvent>[] {
  const bar = (score: number): HTMLElement => {
    const node = element("i", {class: "bar", "aria-hidden": "true"});
    node.style.width = `${(100 * score) / max}%`;
    node.style.background = scoreColor(score, threshold, max);
    return node;
  };
  return [
    {name: "rank", number: true, cell: ({rank}) => formatCount(rank)},
    {
      name: "time (UTC)",
      cell: ({event, time}) =>
        element("a", {href: `?event=${event}`, "data-event": event}, formatTime(time))
    },
    {name: "source", class: "address", cell: ({src}) => nameElement(src, 22)},
    {
      name: "destination",
      class: "address",
      cell: ({dst, dstPort, proto}) =>
        nameElement(formatEndpoint(dst, proto === "icmp" ? null : dstPort), 28)
    },
    {name: "why", class: "why", cell: ({reason}) => reason},
    {
      name: "score",
      number: true,
      class: "score",
      cell: ({score}) => [formatScore(score), bar(score)]
    }
  ];
}
