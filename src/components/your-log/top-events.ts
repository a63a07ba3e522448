import {nameElement} from "../kit/clip.js";
import {element} from "../kit/element.js";
import {formatCount, formatEndpoint, formatScore, formatTime} from "../kit/format.js";
import {moreButton} from "../kit/more-button.js";
import {scoreColor} from "../kit/score-color.js";
import type {TopEvent} from "./messages.js";

const shown = 12;

/**
 * Shows the strangest events, one line each with the reason; the time opens the event below, by a link
 * whose address has it (`?event=`), which the page takes over.
 */
export function topEvents(top: readonly TopEvent[], line: number): HTMLElement {
  const max = Math.max(line, top[0]?.score ?? 0);
  const lines = top.map((event) => eventLine(event, line, max));
  const heads = ["", "time (UTC)", "source", "destination", "why", "score"];
  const body = element("tbody", {}, ...lines.slice(0, shown));
  const table = element(
    "table",
    {class: "yours"},
    element("caption", {class: "unseen"}, "The strangest connections of your log"),
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        ...heads.map((head, i) =>
          element("th", {scope: "col", class: i === 0 || i === 5 ? "number" : null}, head || "rank")
        )
      )
    ),
    body
  );
  const region = element(
    "div",
    {
      class: "scroll",
      tabindex: 0,
      role: "region",
      "aria-label": "The strangest connections of your log"
    },
    table
  );
  if (lines.length <= shown) return region;
  const more = moreButton(lines.length - shown, () => {
    body.append(...lines.slice(shown));
    lines[shown].querySelector("a")?.focus();
  });
  return element("div", {}, region, more);
}

function eventLine(event: TopEvent, line: number, max: number): HTMLTableRowElement {
  const bar = element("i", {class: "bar", "aria-hidden": "true"});
  bar.style.width = `${(100 * event.score) / max}%`;
  bar.style.background = scoreColor(event.score, line, max);
  return element(
    "tr",
    {"data-event": event.event},
    element("td", {class: "number"}, formatCount(event.rank)),
    element(
      "td",
      {},
      element(
        "a",
        {href: `?event=${event.event}`, "data-event": event.event},
        formatTime(event.time)
      )
    ),
    element("td", {class: "address"}, nameElement(event.src, 22)),
    element(
      "td",
      {class: "address"},
      nameElement(formatEndpoint(event.dst, event.proto === "icmp" ? null : event.dstPort), 28)
    ),
    element("td", {class: "why"}, event.reason),
    element("td", {class: "score"}, formatScore(event.score), bar)
  );
}
