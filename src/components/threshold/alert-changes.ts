import type {ThresholdPage} from "../../core/schema/threshold.js";
import {nameElement} from "../kit/clip.js";
import {element} from "../kit/element.js";
import {formatBytes, formatCount, formatScore, formatTime, plural} from "../kit/format.js";
import {moreButton} from "../kit/more-button.js";
import {scoreColor} from "../kit/score-color.js";
import type {Above} from "./threshold-counts.js";
import {pageHref} from "../site/url-state.js";
import {eventMark} from "../records/verdict-mark.js";

/** How many rows are shown at first, and how many the button opens at most. */
const [shownRows, openedRows] = [12, 500];

/** Alerts at one of two lines and not at the other: a stretch of the tail, from *from* to *to*. */
export interface Change {
  from: number;
  to: number;
  gained: number;
  lost: number;

  /** The attacks among them. */
  attacks: number;
}

/** Returns what *above* has that *pinned* has not, or the other way round. */
export function changeBetween({tail}: ThresholdPage, above: Above, pinned: Above): Change {
  const from = Math.min(above.alerts, pinned.alerts);
  const to = Math.max(above.alerts, pinned.alerts);
  const gained = Math.max(0, above.alerts - pinned.alerts);
  let attacks = 0;
  for (let i = from; i < to; ++i) if (tail.attack[i] === 1) ++attacks;
  return {from, to, gained, lost: to - from - gained, attacks};
}

/** Returns the change in words: what is gained or lost against the pinned line, and the attacks among it. */
export function changeText(page: ThresholdPage, change: Change, pinned: Above): string {
  const own = pinned.line === page.threshold ? "the run’s own line" : "the pinned line";
  const against = `${own}, ${formatScore(pinned.line)} with ${formatCount(pinned.alerts)} ${plural(pinned.alerts, "alert")}`;
  const n = change.gained || change.lost;
  if (n === 0) return `Nothing is gained or lost against ${against}.`;
  const attacks =
    page.labelled > 0
      ? `, ${formatCount(change.attacks)} of them ${plural(change.attacks, "an attack", "attacks")},`
      : "";
  return `${formatCount(n)} ${plural(n, "alert")}${attacks} ${change.gained ? "gained" : "lost"} against ${against}.`;
}

/** Shows the alerts gained or lost, the strangest first; each leads to its event. */
export function changeTable(page: ThresholdPage, change: Change, line: number): HTMLElement {
  const {from, to} = change;
  const max = page.tail.score[0] ?? 1;
  const labelled = page.labelled > 0;
  const row = (i: number) => changeRow(page, i, {line, max, labelled});
  const body = element("tbody", {});
  const add = (first: number, end: number) => {
    for (let i = first; i < end; ++i) body.append(row(i));
  };
  add(from, Math.min(to, from + shownRows));
  const caption = change.gained ? "Alerts gained" : "Alerts lost";
  const region = element(
    "div",
    {class: "scroll", tabindex: 0, role: "region", "aria-label": caption},
    element("table", {}, element("caption", {class: "unseen"}, caption), heading(labelled), body)
  );
  const rest = Math.min(to, from + openedRows) - (from + shownRows);
  if (rest <= 0) return region;
  const more = moreButton(rest, () => {
    add(from + shownRows, from + shownRows + rest);
    body.rows[shownRows].querySelector("a")?.focus();
  });
  const hidden = to - from - openedRows;
  return element(
    "div",
    {},
    region,
    more,
    hidden > 0 &&
      element(
        "p",
        {class: "about"},
        `${formatCount(hidden)} further ones are in Explore, at this line.`
      )
  );
}

function heading(labelled: boolean): HTMLElement {
  const texts = ["time (UTC)", "source", "destination", "port", "service"];
  const head = (name: string, kind: string | null = null) =>
    element("th", {scope: "col", class: kind}, name);
  return element(
    "thead",
    {},
    element(
      "tr",
      {},
      ...texts.map((name) => head(name)),
      head("bytes", "number"),
      labelled && head("label"),
      head("score", "number")
    )
  );
}

interface RowOptions {
  line: number;
  max: number;
  labelled: boolean;
}

function changeRow(
  {tail, first, provenance}: ThresholdPage,
  i: number,
  {line, max, labelled}: RowOptions
): HTMLTableRowElement {
  const text = (place: number) => tail.texts[place] ?? "";
  const score = tail.score[i];
  const bar = element("i", {class: "bar", "aria-hidden": "true"});
  bar.style.width = `${(100 * score) / max}%`;
  bar.style.background = scoreColor(score, line, max);
  const time = formatTime(first + 1000 * tail.second[i]);
  const link = element("a", {href: pageHref("alert", {event: tail.event[i]})}, time);
  return element(
    "tr",
    {},
    element("td", {}, link, eventMark(tail.event[i], provenance.artifacts.evaluation)),
    element("td", {class: "address"}, nameElement(text(tail.src[i]), 22)),
    element("td", {class: "address"}, nameElement(text(tail.dst[i]), 22)),
    element("td", {}, tail.port[i] < 0 ? "" : String(tail.port[i])),
    element("td", {}, nameElement(text(tail.service[i]), 14, "plain")),
    element("td", {class: "number"}, formatBytes(tail.bytes[i] < 0 ? null : tail.bytes[i])),
    labelled && element("td", {}, nameElement(text(tail.label[i]), 18, "plain")),
    element("td", {class: "score"}, formatScore(score), bar)
  );
}
