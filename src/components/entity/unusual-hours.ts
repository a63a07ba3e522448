import type {UnusualHour} from "../../core/entities/usual-hours.js";
import type {Season} from "../../core/schema/entities.js";
import {formatBytes, formatCount, formatHours, plural} from "../kit/format.js";
import {expandableTable} from "../kit/table.js";

const hour = 3_600_000;

/** The hours that an hour is compared with, by season. */
export const seasonText: Readonly<Record<Season, string>> = {
  week: "the same hour of the week in the other weeks",
  day: "the same hour of the day on the other days",
  log: "every other hour, since the log holds too few days to compare the same hour of each"
};

/** The explanation of the robust z: its formula, and what stands in its place where nothing varies. */
export const robustAbout =
  "Robust z: (value − median) ÷ (1.4826 × MAD), all in powers of ten, log₁₀(1 + value); from 3.5 on an hour is commonly called an outlier (Iglewicz & Hoaglin, 1993). Where more than half of those hours are equal, MAD is 0 and 1.2533 × the mean deviation stands in its place, marked °; where all are equal, the mean deviation over the whole log, marked °°. Hours without a connection count as 0. Higher is more than usual.";

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

/** Shows the hours that are most unlike the host, *shown* (8 by default) at first; at most 100. */
export function unusualTable(hours: readonly UnusualHour[], shown = 8): HTMLElement {
  return expandableTable(hours.slice(0, 100), {
    label: "Its unusual hours",
    shown,
    columns: [
      {name: "hour (UTC)", cell: ({hour: at}) => formatHours(at, at + hour)},
      {name: "it did", number: true, cell: (one) => formatMeasure(one, one.value)},
      {name: "usually", number: true, cell: (one) => formatMeasure(one, one.median)},
      {
        name: "of",
        number: true,
        cell: ({usual: {n}}) => `${formatCount(n)} ${plural(n, "hour")}`
      },
      {
        name: "robust z",
        number: true,
        cell: ({z, usual}) => `${formatZ(z)}${spreadMarks[usual.spread]}`
      }
    ]
  });
}

/** The mark of a z by what measures the spread, as `robustAbout` explains it. */
const spreadMarks = {median: "", mean: "°", lent: "°°", none: ""} as const;
