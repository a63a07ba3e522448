import type {PairAlert, PairAlerts, RunComparison} from "../../core/schema/run-pairs.js";
import {nameElement} from "../kit/clip.js";
import {element} from "../kit/element.js";
import {formatCount, formatScore, formatTime} from "../kit/format.js";
import {moreButton} from "../kit/more-button.js";
import {pageHref} from "../site/url-state.js";

const shownRows = 8;

/**
 * Shows alerts that came or went, the strangest first. Each leads to its event in the run that the pages
 * show, if that has read it.
 */
export function pairAlerts(
  {events, rows}: PairAlerts,
  {threshold}: RunComparison,
  caption: string
): HTMLElement | null {
  if (rows.length === 0) return null;
  const body = element("tbody", {}, ...rows.slice(0, shownRows).map((row) => line(row, threshold)));
  const heads = ["time (UTC)", "source", "destination", "port", "service"];
  const region = element(
    "div",
    {class: "scroll", tabindex: 0, role: "region", "aria-label": caption},
    element(
      "table",
      {},
      element("caption", {class: "unseen"}, caption),
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          ...heads.map((name) => element("th", {scope: "col"}, name)),
          ...["before", "now"].map((name) => element("th", {scope: "col", class: "number"}, name))
        )
      ),
      body
    )
  );
  const rest = rows.slice(shownRows);
  const more =
    rest.length > 0 &&
    moreButton(rest.length, () => body.append(...rest.map((row) => line(row, threshold))));
  const hidden = events - rows.length;
  const note =
    hidden > 0 &&
    element("p", {class: "about"}, `${formatCount(hidden)} further ones are not listed.`);
  return element("div", {}, region, more, note);
}

function line(row: PairAlert, threshold: RunComparison["threshold"]): HTMLTableRowElement {
  const time = formatTime(row.time);
  const score = (value: number | null, least: number) =>
    element(
      "td",
      {class: "number"},
      value !== null && value >= least ? element("b", {}, formatScore(value)) : formatScore(value)
    );
  return element(
    "tr",
    {},
    element(
      "td",
      {},
      row.event === null ? time : element("a", {href: pageHref("alert", {event: row.event})}, time)
    ),
    element("td", {class: "address"}, nameElement(row.src, 20)),
    element("td", {class: "address"}, nameElement(row.dst, 20)),
    element("td", {}, row.port === null ? "" : String(row.port)),
    element("td", {}, nameElement(row.service ?? "", 12, "plain")),
    score(row.before, threshold.before),
    score(row.after, threshold.after)
  );
}
