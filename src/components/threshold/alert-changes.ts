import type {ThresholdPage} from "../../core/schema/threshold.js";
import {nameElement} from "../kit/clip.js";
import {element} from "../kit/element.js";
import {formatBytes, formatCount, formatScore, formatTime, plural} from "../kit/format.js";
import {scoreBar} from "../kit/score-color.js";
import {expandableTable} from "../kit/table.js";
import type {Column} from "../kit/table.js";
import {verdictMark} from "../records/verdict-mark.js";
import {alertHref} from "../site/url-state.js";
import type {Above} from "./threshold-counts.js";

/** How many rows are listed at most. */
const maxListed = 500;

/** Alerts at one of two thresholds and not at the other: a stretch of the tail, from *from* to *to*. */
export interface Change {
  from: number;
  to: number;
  gained: number;
  lost: number;

  /** The attacks among them. */
  attacks: number;
}

/** Returns the alerts of *above* that are none of *pinned*, or the other way round. */
export function changeBetween({tail}: ThresholdPage, above: Above, pinned: Above): Change {
  const from = Math.min(above.alerts, pinned.alerts);
  const to = Math.max(above.alerts, pinned.alerts);
  const gained = Math.max(0, above.alerts - pinned.alerts);
  let attacks = 0;
  for (let i = from; i < to; ++i) if (tail.attack[i] === 1) ++attacks;
  return {from, to, gained, lost: to - from - gained, attacks};
}

/** Returns the change as text: the alerts gained or lost against the pinned threshold, and the attacks among them. */
export function changeText(page: ThresholdPage, change: Change, pinned: Above): string {
  const own =
    pinned.threshold === page.threshold ? "the run’s own threshold" : "the pinned threshold";
  const against = `${own}, ${formatScore(pinned.threshold)} with ${formatCount(pinned.alerts)} ${plural(pinned.alerts, "alert")}`;
  const n = change.gained || change.lost;
  if (n === 0) return `Nothing is gained or lost against ${against}.`;
  const attacks =
    page.labelled > 0
      ? `, ${formatCount(change.attacks)} of them ${plural(change.attacks, "an attack", "attacks")},`
      : "";
  return `${formatCount(n)} ${plural(n, "alert")}${attacks} ${change.gained ? "gained" : "lost"} against ${against}.`;
}

/** Shows the alerts gained or lost, the most anomalous first; each leads to its event. */
export function changeTable(
  page: ThresholdPage,
  {from, to, gained}: Change,
  threshold: number
): HTMLElement {
  const places = Array.from({length: Math.min(to - from, maxListed)}, (_, i) => from + i);
  const hidden = to - from - maxListed;
  return element(
    "div",
    {},
    expandableTable(places, {
      columns: changeColumns(page, threshold),
      label: gained ? "Alerts gained" : "Alerts lost"
    }),
    hidden > 0 &&
      element(
        "p",
        {class: "about"},
        `${formatCount(hidden)} further ones are in Explore, at this threshold.`
      )
  );
}

/** Returns the columns of a table whose rows are places in the tail. */
function changeColumns(page: ThresholdPage, threshold: number): Column<number>[] {
  const {tail, first} = page;
  const max = tail.score[0] ?? 1;
  const text = (place: number) => tail.texts[place] ?? "";
  const label: Column<number> = {
    name: "label",
    cell: (i) => nameElement(text(tail.label[i]), 18, "plain")
  };
  return [
    {
      name: "time (UTC)",
      cell: (i) => [
        element(
          "a",
          {href: alertHref(identityAt(tail, i))},
          formatTime(first + 1000 * tail.second[i])
        ),
        verdictMark(identityAt(tail, i))
      ]
    },
    {name: "source", class: "address", cell: (i) => nameElement(text(tail.src[i]), 22)},
    {name: "destination", class: "address", cell: (i) => nameElement(text(tail.dst[i]), 22)},
    {name: "port", cell: (i) => (tail.port[i] < 0 ? "" : String(tail.port[i]))},
    {name: "service", cell: (i) => nameElement(text(tail.service[i]), 14, "plain")},
    {
      name: "bytes",
      number: true,
      cell: (i) => formatBytes(tail.bytes[i] < 0 ? null : tail.bytes[i])
    },
    ...(page.labelled > 0 ? [label] : []),
    {
      name: "score",
      number: true,
      class: "score",
      cell: (i) => [formatScore(tail.score[i]), scoreBar(tail.score[i], threshold, max)]
    }
  ];
}

function identityAt({file, line, files}: ThresholdPage["tail"], i: number): string {
  return `${files[file[i]]}:${line[i]}`;
}
