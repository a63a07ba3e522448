import type {PairAlert, PairAlerts, RunComparison} from "../../core/schema/run-pairs.js";
import {nameElement} from "../kit/clip.js";
import {element} from "../kit/element.js";
import {formatCount, formatScore, formatTime} from "../kit/format.js";
import {expandableTable} from "../kit/table.js";
import type {Column} from "../kit/table.js";
import {pageHref} from "../site/url-state.js";

/**
 * Shows alerts that came or went, the most anomalous first. Each leads to its event in the run that the
 * pages show, if that has read it.
 */
export function pairAlerts(
  {events, rows}: PairAlerts,
  {threshold}: RunComparison,
  label: string
): HTMLElement | null {
  if (rows.length === 0) return null;
  const scores = (name: string, of: (row: PairAlert) => number | null, min: number) => ({
    name,
    number: true,
    cell: (row: PairAlert) => scoreText(of(row), min)
  });
  const columns: Column<PairAlert>[] = [
    {name: "time (UTC)", cell: timeOf},
    {name: "source", class: "address", cell: ({src}) => nameElement(src, 20)},
    {name: "destination", class: "address", cell: ({dst}) => nameElement(dst, 20)},
    {name: "port", cell: ({port}) => (port === null ? "" : String(port))},
    {name: "service", cell: ({service}) => nameElement(service ?? "", 12, "plain")},
    scores("before", ({before}) => before, threshold.before),
    scores("now", ({after}) => after, threshold.after)
  ];
  const hidden = events - rows.length;
  return element(
    "div",
    {},
    expandableTable(rows, {label, shown: 8, columns}),
    hidden > 0 && element("p", {class: "about"}, `${formatCount(hidden)} more are not listed.`)
  );
}

function timeOf({time, event}: PairAlert): HTMLElement | string {
  if (event === null) return formatTime(time);
  return element("a", {href: pageHref("alert", {event})}, formatTime(time));
}

/** Returns a score, bold where it is an alert. */
function scoreText(score: number | null, threshold: number): HTMLElement | string {
  const text = formatScore(score);
  return score !== null && score >= threshold ? element("b", {}, text) : text;
}
