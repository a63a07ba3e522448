import {scaleLinear, scaleLog} from "d3-scale";
import {area, line as path} from "d3-shape";
import type {Band} from "../../core/evaluation/base-rate.js";
import {svgElement} from "../kit/element.js";
import {formatCount, formatShare} from "../kit/format.js";
import {formatPerDay} from "./threshold-sentence.js";

const [left, right, top, bottom] = [44, 12, 20, 34];

type Values = readonly (number | null)[];

/** A curve over alerts a day, with what other seeds make of it. */
export interface SeedCurve {
  /** The alerts a day that the values belong to, ascending, over 0. */
  perDay: readonly number[];

  /** The run’s own forest: shares in [0, 1]; null where there is none. */
  own: Values;

  /** Where the others lie. */
  band: Band;
}

/** How to draw a curve. */
export interface ThresholdCurveOptions {
  /** The width and the height of the figure, in pixels; the height defaults to 210. */
  width: number;
  height?: number;

  /** What is drawn; e.g., `recall`. */
  name: string;

  /** What the band is called; defaults to `other seeds`. */
  others?: string;

  /** Where a logarithmic axis of shares begins, in (0, 1); by default the axis is linear, from 0. */
  from?: number | null;

  /** Where the reader’s line is, in alerts a day, and the values of `own` and of the band there. */
  at: number;
  value: number | null;
  low: number | null;
  high: number | null;

  /** A share to compare with, and what it is; none by default. */
  reference?: {share: number; text: string};
}

/** Draws a share over alerts a day on a logarithmic axis: the run’s forest as a line, other seeds as a band. */
export function thresholdCurve(
  {perDay, own, band}: SeedCurve,
  {
    width,
    height = 210,
    name,
    others = "other seeds",
    from = null,
    at,
    value,
    low,
    high,
    reference
  }: ThresholdCurveOptions
): SVGSVGElement {
  const domain = [perDay[0] ?? 1, Math.max(perDay.at(-1) ?? 1, 1.01 * (perDay[0] ?? 1))];
  const x = scaleLog(domain, [left, width - right]).clamp(true);
  const y = shareScale(from, [height - bottom, top]);
  const said = spoken(value, low, high, others);
  const svg = svgElement("svg", {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    "aria-label": `${name} by alerts a day; at ${formatPerDay(at)} a day: ${said}`
  });
  const known = (values: Values) => (_: number, i: number) => typeof values[i] === "number";
  const places = perDay.map((_, i) => i);
  const place = (i: number) => x(perDay[i]);
  const seeds = area<number>(
    place,
    (i) => y(band.low[i]!),
    (i) => y(band.high[i]!)
  ).defined(known(band.low));
  const curve = path<number>(place, (i) => y(own[i]!)).defined(known(own));
  svg.append(
    shareAxis(y, shareTicks(from), width),
    dayAxis(x, height, width),
    svgElement("path", {class: "seed-band", d: seeds(places)}),
    svgElement("path", {class: "own-curve", d: curve(places)})
  );
  if (reference) svg.append(referenceLine(y(reference.share), width, reference.text));
  svg.append(marker({x: x(at), y, height, width, value, low, high, text: `${name} ${said}`}));
  return svg;
}

/** Returns the scale of shares; on a logarithmic one, what is below its beginning lies there. */
function shareScale(from: number | null, range: [number, number]): (share: number) => number {
  if (from === null) return scaleLinear([0, 1], range);
  const scale = scaleLog([from, 1], range).clamp(true);
  return (share) => scale(Math.max(from, share));
}

function shareTicks(from: number | null): number[] {
  if (from === null) return [0, 0.25, 0.5, 0.75, 1];
  const powers = Array.from({length: 8}, (_, i) => Number(`1e${-i}`));
  return powers.filter((share) => share >= from);
}

function spoken(
  value: number | null,
  low: number | null,
  high: number | null,
  others: string
): string {
  if (value === null) return "not defined";
  const range =
    low === null || high === null ? "" : ` (${others} ${formatShare(low)} to ${formatShare(high)})`;
  return `${formatShare(value)}${range}`;
}

interface MarkerOptions {
  x: number;
  y: (share: number) => number;
  height: number;
  width: number;
  value: number | null;
  low: number | null;
  high: number | null;
  text: string;
}

function marker({x, y, height, width, value, low, high, text}: MarkerOptions): SVGElement {
  const room = text.length * 6;
  const from = Math.max(0, Math.min(width - room, x - room / 2));
  return svgElement(
    "g",
    {class: "threshold"},
    svgElement("line", {class: "line", x1: x, x2: x, y1: 14, y2: height - bottom}),
    low !== null &&
      high !== null &&
      svgElement("line", {class: "spread", x1: x, x2: x, y1: y(low), y2: y(high)}),
    value !== null && svgElement("circle", {class: "own-dot", cx: x, cy: y(value), r: 4}),
    svgElement("text", {class: "accent", x: from, y: 9}, text)
  );
}

function referenceLine(at: number, width: number, text: string): SVGElement {
  return svgElement(
    "g",
    {},
    svgElement("line", {class: "reference", x1: left, x2: width - right, y1: at, y2: at}),
    svgElement("text", {x: left + 4, y: at - 4}, text)
  );
}

function shareAxis(
  y: (share: number) => number,
  ticks: readonly number[],
  width: number
): SVGElement {
  const axis = svgElement("g", {"aria-hidden": "true"});
  for (const share of ticks) {
    axis.append(
      svgElement("line", {
        class: "hairline",
        x1: left,
        x2: width - right,
        y1: y(share),
        y2: y(share)
      }),
      svgElement(
        "text",
        {x: left - 6, y: y(share), dy: "0.32em", "text-anchor": "end"},
        formatShare(share)
      )
    );
  }
  return axis;
}

function dayAxis(x: (perDay: number) => number, height: number, width: number): SVGElement {
  const axis = svgElement("g", {"aria-hidden": "true"});
  let last = -Infinity;
  for (let n = 0.01; n < 1e8; n *= 10) {
    const at = x(n * 1.0000001);
    if (at <= left + 1 || at >= width - right - 1 || at - last < 34) continue;
    last = at;
    const name = n < 1 ? String(Number(n.toPrecision(1))) : formatCount(n);
    axis.append(svgElement("text", {x: at, y: height - 19, "text-anchor": "middle"}, name));
  }
  axis.append(
    svgElement("text", {x: width - right, y: height - 4, "text-anchor": "end"}, "alerts a day →")
  );
  return axis;
}
