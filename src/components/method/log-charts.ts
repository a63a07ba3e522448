import * as Plot from "@observablehq/plot";
import {features} from "../../core/features/list.js";
import type {LogProfile} from "../../core/schema/log-profile.js";
import {chart, ink} from "../charts/plot.js";
import type {Chart} from "../charts/plot.js";
import {formatCount, formatDay, formatTime} from "../kit/format.js";

/** The height of the bars over time, in pixels. */
const barHeight = 130;

/** Bars over time: what stands in each stretch of a log. */
export interface TimeBars {
  /** The start of each stretch, in ms since the epoch, and its value; a stretch that is missing has none. */
  rows: readonly {time: number; value: number; part?: number}[];

  /** The length of a stretch, in milliseconds. */
  step: number;

  /** What is counted, for those who cannot see it. */
  name: string;

  /** Returns a value as people read it. */
  format: (value: number) => string;

  /** What *part* of a value is, drawn stronger; without it, all of a bar is light. */
  partName?: string;
}

/** Draws *bars* from the first event of *page* to its last, with the end of the training window. */
export function timeBars(
  {first, last, trainedUntil}: LogProfile,
  {rows, step, name, format, partName}: TimeBars,
  {width}: {width: number}
): Chart {
  const from = Math.floor(first / step) * step;
  const until = (Math.floor(last / step) + 1) * step;
  const inset = (width / ((until - from) / step)) > 6 ? 0.5 : 0; // prettier-ignore
  const place = {x1: "time", x2: ({time}: {time: number}) => time + step, insetLeft: inset, insetRight: inset}; // prettier-ignore
  const ends = trainedUntil === null || trainedUntil > last ? [] : [trainedUntil];
  return chart({
    width,
    height: barHeight,
    marginTop: 18,
    marginBottom: 20,
    marginLeft: 52,
    marginRight: 8,
    ariaLabel: `${name} over time`,
    x: {
      type: "utc",
      domain: [from, until],
      ticks: Math.max(2, Math.floor(width / 110)),
      tickFormat: tickText
    },
    y: {grid: true, ticks: 3, tickFormat: format, zero: true},
    marks: [
      Plot.rectY(rows, {...place, y: "value", fill: ink.quiet, title: titleOf(format, partName)}),
      partName ? Plot.rectY(rows, {...place, y: "part", fill: ink.soft}) : null,
      Plot.ruleY([0], {className: "hairline"}),
      Plot.ruleX(ends, {className: "line dashed"}),
      Plot.text(ends, {
        x: (time: number) => time,
        frameAnchor: "top",
        dy: -14,
        text: () => "end of training",
        textAnchor: ends[0] > (from + until) / 2 ? "end" : "start",
        className: "accent"
      })
    ]
  });
}

/** Returns the day of midnight, and the time of day of any other time. */
function tickText(time: Date): string {
  const clock = time.toISOString().slice(11, 16);
  return clock === "00:00" ? formatDay(time.getTime()) : clock;
}

function titleOf(format: TimeBars["format"], partName?: string) {
  return ({time, value, part}: TimeBars["rows"][number]) =>
    `${formatTime(time)} UTC\n${format(value)}${partName ? `, ${format(part ?? 0)} ${partName}` : ""}`;
}

/** Draws Spearman’s rank correlation of each two features: the stronger, the further from 0; numbers from 0.3 on. */
export function correlationMatrix(
  {features: columns, correlation: {rho}}: LogProfile,
  {width}: {width: number}
): Chart {
  const names = columns.map(({feature}) => labelOf(feature));
  const cells = rho.flatMap((row, i) =>
    row.flatMap((value, j) => (i > j && value !== null ? [{x: names[j], y: names[i], value}] : []))
  );
  const left = width < 480 ? 172 : 190;
  const side = (width - left - 8) / names.length;
  return chart({
    width,
    height: side * names.length + 8,
    marginTop: 4,
    marginBottom: 4,
    marginLeft: left,
    marginRight: 8,
    ariaLabel: `Spearman’s rank correlation of ${formatCount(names.length)} features`,
    x: {domain: names, axis: null, padding: 0.06},
    y: {domain: names, padding: 0.06},
    marks: [
      Plot.cell(cells, {
        x: "x",
        y: "y",
        fill: ink.strong,
        fillOpacity: ({value}: Cell) => Math.abs(value),
        title: ({x, y, value}: Cell) => `${y} and ${x}: ρ = ${decimals(value)}`
      }),
      ...(side > 26 ? [numbers(cells, "on-ink"), numbers(cells, "beside-ink")] : []),
      Plot.text(names, {x: (name: string) => name, y: (name: string) => name, text: () => "·"})
    ]
  });
}

/** Returns the numbers on cells that are darker than half, `on-ink`, or lighter. */
function numbers(cells: readonly Cell[], className: "on-ink" | "beside-ink"): Plot.Text {
  const shown = cells.filter(({value}) => Math.abs(value) >= 0.3 && Math.abs(value) > 0.5 === (className === "on-ink")); // prettier-ignore
  return Plot.text(shown, {x: "x", y: "y", text: ({value}: Cell) => decimals(value, 1), className});
}

/** The correlation of two features. */
interface Cell {
  x: string;
  y: string;
  value: number;
}

/** Returns the label of a feature; its name if this version does not know it. */
export function labelOf(name: string): string {
  return features.find((feature) => feature.name === name)?.label ?? name;
}

function decimals(value: number, digits = 2): string {
  return value.toFixed(digits).replace("-", "−");
}
