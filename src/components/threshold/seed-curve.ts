import * as Plot from "@observablehq/plot";
import type {Band} from "../../core/evaluation/base-rate.js";
import {chart} from "../charts/plot.js";
import {formatCount, formatPerDay, formatShare} from "../kit/format.js";

const [marginLeft, marginRight] = [44, 12];

/** A curve over alerts a day, with the band of other seeds. */
export interface SeedCurve {
  /** The alerts a day that the values belong to, ascending, over 0. */
  perDay: readonly number[];

  /** The run’s own forest: shares in [0, 1]; null where there is none. */
  own: readonly (number | null)[];

  /** The lowest and the highest share of the others. */
  band: Band;
}

/** How to draw a curve. */
export interface ThresholdCurveOptions {
  /** The width of the figure, in pixels. */
  width: number;

  /** What is drawn; e.g., `recall`. */
  name: string;

  /** The name of the band; defaults to `other seeds`. */
  others?: string;

  /** Where a logarithmic axis of shares begins, in (0, 1); by default the axis is linear, from 0. */
  from?: number | null;

  /** The reader’s threshold, in alerts a day, and the values of `own` and of the band there. */
  at: number;
  value: number | null;
  low: number | null;
  high: number | null;

  /** A share to compare with, and its name; none by default. */
  reference?: {share: number; text: string};
}

/** Draws a share over alerts a day on a logarithmic axis: the run’s forest as a line, other seeds as a band. */
export function thresholdCurve(
  {perDay, own, band}: SeedCurve,
  options: ThresholdCurveOptions
): SVGSVGElement {
  const {width, name, others = "other seeds", from = null, at, value, low, high} = options;
  const {reference} = options;
  const [least = 1] = perDay;
  const domain = [least, Math.max(perDay.at(-1) ?? 1, 1.01 * least)];
  const shown = (share: number) => Math.max(from ?? 0, share);
  const text = valueText({value, low, high}, others);
  const place = Math.min(domain[1], Math.max(domain[0], at));
  const rows = perDay.map((n, i) => ({n, own: own[i], low: band.low[i], high: band.high[i]}));
  return chart({
    width,
    height: 210,
    marginTop: 20,
    marginRight,
    marginBottom: 34,
    marginLeft,
    ariaLabel: `${name} by alerts a day; at ${formatPerDay(at)} a day: ${text}`,
    x: {
      type: "log",
      domain,
      tickFormat: dayText,
      ticks: powers(domain, width),
      label: "alerts a day"
    },
    y: {
      ...(from === null ? {domain: [0, 1]} : {type: "log", domain: [from, 1], clamp: true}),
      ticks: shareTicks(from),
      tickFormat: formatShare,
      grid: true
    },
    marks: [
      Plot.areaY(rows, {x: "n", y1: "low", y2: "high", className: "seed-band"}),
      Plot.lineY(rows, {x: "n", y: "own", className: "own-curve"}),
      reference && referenceMarks(shown(reference.share), reference.text),
      Plot.ruleX([place], {className: "line", insetTop: -6}),
      low === null || high === null
        ? null
        : Plot.ruleX([place], {y1: shown(low), y2: shown(high), className: "spread"}),
      value === null ? null : Plot.dot([place], {x: place, y: shown(value), r: 4, className: "own-dot"}), // prettier-ignore
      topText(`${name} ${text}`, width, domain, place)
    ]
  });
}

/** Returns *text* above the place of the threshold, moved as far as it must be to fit into the figure. */
function topText(text: string, width: number, domain: readonly number[], place: number) {
  const t = Math.log(place / domain[0]) / Math.log(domain[1] / domain[0]);
  const x = marginLeft + t * (width - marginLeft - marginRight);
  const length = text.length * 6;
  const left = Math.max(0, Math.min(width - length, x - length / 2));
  return Plot.text([text], {
    frameAnchor: "top-left",
    dx: left - marginLeft,
    dy: -20,
    className: "accent"
  });
}

function referenceMarks(share: number, text: string) {
  return [
    Plot.ruleY([share], {className: "reference"}),
    Plot.text([text], {y: share, frameAnchor: "left", dx: 4, dy: -9})
  ];
}

function shareTicks(from: number | null): number[] {
  if (from === null) return [0, 0.25, 0.5, 0.75, 1];
  return Array.from({length: 8}, (_, i) => Number(`1e${-i}`)).filter((share) => share >= from);
}

/** Returns the powers of ten inside of *domain* that the width has space for. */
function powers([low, high]: readonly number[], width: number): number[] {
  const all = Array.from({length: 10}, (_, i) => Number(`1e${i - 2}`));
  const inside = all.filter((n) => n > low && n < high);
  const most = Math.max(1, Math.floor(width / 60));
  return inside.filter((_, i) => i % Math.ceil(inside.length / most) === 0);
}

function dayText(n: number): string {
  return n < 1 ? String(Number(n.toPrecision(1))) : formatCount(n);
}

function valueText(
  {value, low, high}: Pick<ThresholdCurveOptions, "value" | "low" | "high">,
  others: string
): string {
  if (value === null) return "not defined";
  const range =
    low === null || high === null ? "" : ` (${others} ${formatShare(low)} to ${formatShare(high)})`;
  return `${formatShare(value)}${range}`;
}
