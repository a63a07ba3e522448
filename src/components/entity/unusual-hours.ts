import type {UnusualHour} from "../../core/entities/usual-hours.js";
import type {Season} from "../../core/schema/entities.js";
import {element} from "../kit/element.js";
import {formatBytes, formatCount, formatHours, plural} from "../kit/format.js";
import {moreButton} from "../kit/more-button.js";

const hour = 3_600_000;

/** Says in a sentence what an hour is held against. */
export const seasonText: Readonly<Record<Season, string>> = {
  week: "the same hour of the week in the other weeks",
  day: "the same hour of the day on the other days",
  log: "every other hour, since the log holds too few days to compare the same hour of each"
};

/** How the heading above the column of z is explained: what it is, and what happens where nothing varies. */
export const robustAbout =
  "Robust z: (value − median) ÷ (1.4826 × MAD), all in powers of ten, log₁₀(1 + value); from 3.5 on an hour is commonly called an outlier (Iglewicz & Hoaglin, 1993). Where more than half of those hours are equal, MAD is 0 and 1.2533 × the mean deviation stands in its place, marked °; where all are equal, the mean deviation over the whole log, marked °°. Hours in which it was silent count as 0. Higher is more than usual.";

/** Returns a value of an hour; e.g., `4.1 MB` or `312 connections`. */
export function formatMeasure({measure}: Pick<UnusualHour, "measure">, value: number): string {
  if (measure === "bytes_out") return formatBytes(value);
  const shown = Number.isInteger(value) ? formatCount(value) : value.toFixed(1);
  return `${shown} ${plural(value, "connection")}`;
}

/** Returns a robust z to three figures, or `–` where nothing measures it. */
export function formatZ(z: number | null): string {
  if (z === null) return "–";
  return Math.abs(z) >= 100 ? formatCount(z) : z.toFixed(1).replace("-", "−");
}

/** Returns the hours of both measures, the most above what is usual first; equals by the earlier. */
export function mostUnusualHours(...measured: readonly UnusualHour[][]): UnusualHour[] {
  return measured
    .flat()
    .filter(({z}) => z !== null && z > 0)
    .sort((a, b) => b.z! - a.z! || a.hour - b.hour);
}

/** Shows the hours that are most unlike the host, *most* (8 by default) at first. */
export function unusualTable(hours: readonly UnusualHour[], most = 8): HTMLElement {
  const lines = hours.slice(0, 100).map(line);
  const heads = ["hour (UTC)", "it did", "usually", "of", "robust z"];
  const body = element("tbody", {}, ...lines.slice(0, most));
  const table = element(
    "table",
    {},
    element("caption", {class: "unseen"}, "The hours that are most unlike the host"),
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        ...heads.map((name, i) => element("th", {scope: "col", class: i ? "number" : null}, name))
      )
    ),
    body
  );
  const region = element(
    "div",
    {class: "scroll", tabindex: 0, role: "region", "aria-label": "Its unusual hours"},
    table
  );
  if (lines.length <= most) return region;
  const more = moreButton(lines.length - most, () => body.append(...lines.slice(most)));
  return element("div", {}, region, more);
}

function line(one: UnusualHour): HTMLElement {
  const {usual, z, value} = one;
  const number = (text: string) => element("td", {class: "number"}, text);
  const mark = {median: "", mean: "°", lent: "°°", none: ""}[usual.spread];
  return element(
    "tr",
    {},
    element("td", {}, formatHours(one.hour, one.hour + hour)),
    number(formatMeasure(one, value)),
    number(formatMeasure(one, one.median)),
    number(`${formatCount(usual.n)} ${plural(usual.n, "hour")}`),
    number(`${formatZ(z)}${mark}`)
  );
}
