import {scaleLinear, scaleUtc} from "d3-scale";
import type {Days} from "../../core/schema/threshold.js";
import {svgElement} from "../kit/element.js";
import {formatCount, formatDay, plural} from "../kit/format.js";
import {attachTip} from "../kit/tooltip.js";

const day = 86_400_000;
const [left, right, top, bottom] = [30, 10, 22, 20];

/** How to draw the strip. */
export interface ThresholdDaysOptions {
  /** The width and the height of the figure, in pixels; the height defaults to 130. */
  width: number;
  height?: number;

  /** The alerts in each stretch. */
  alerts: readonly number[];

  /** The alerts a day on average, and how that is written. */
  mean: number;
  meanText: string;
}

/**
 * Draws a bar per day of the log: how many alerts it has at the line, with the average. A quiet day is
 * a mark on the base line; a day without any event has a gap.
 */
export function thresholdDays(
  {start, step, counts}: Days,
  {width, height = 130, alerts, mean, meanText}: ThresholdDaysOptions
): SVGSVGElement {
  const end = start + counts.length * step * day;
  const x = scaleUtc([start, end], [left, width - right]);
  const y = scaleLinear([0, niceTop(Math.max(1, mean * step, ...alerts))], [height - bottom, top]);
  const base = height - bottom;
  const unit = step === 1 ? "day" : `stretch of ${formatCount(step)} days`;
  const svg = svgElement("svg", {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    "aria-label": `Alerts by ${unit}: ${meanText} on average, ${formatCount(Math.max(0, ...alerts))} at most`
  });
  svg.append(
    countAxis(y, width),
    svgElement("line", {class: "hairline", x1: left, x2: width - right, y1: base, y2: base})
  );
  const details = new Map<Element, string>();
  const numbers = svgElement("g", {class: "numbers"});
  const labelled = (x(end) - x(start)) / counts.length > 26;
  counts.forEach((events, i) => {
    if (events === 0) return;
    const n = alerts[i] ?? 0;
    const from = start + i * step * day;
    const bar = dayBar(x(from), x(from + step * day), {top: n > 0 ? y(n) : base - 2, base, n});
    if (labelled)
      numbers.append(countText((x(from) + x(from + step * day)) / 2, n > 0 ? y(n) : base, n));
    details.set(
      bar,
      `${stretchName(from, step)}\n${formatCount(n)} ${plural(n, "alert")} of ${formatCount(events)} ${plural(events, "event")}`
    );
    svg.append(bar);
  });
  svg.append(
    dayAxis(x, height, counts.length * step),
    meanLine(y(mean * step), width, meanText),
    numbers
  );
  attachTip(svg, ".day", (mark) => details.get(mark) ?? "");
  return svg;
}

function dayBar(from: number, to: number, bar: {top: number; base: number; n: number}): SVGElement {
  const gap = to - from > 6 ? 1 : 0.25;
  return svgElement(
    "g",
    {class: "day"},
    svgElement("rect", {
      x: from,
      width: to - from,
      y: top,
      height: bar.base - top,
      fill: "transparent"
    }),
    svgElement("rect", {
      class: bar.n > 0 ? "mark alerts" : "mark quiet",
      x: from + gap,
      width: Math.max(0.5, to - from - 2 * gap),
      y: bar.top,
      height: bar.base - bar.top
    })
  );
}

function countText(x: number, y: number, n: number): SVGElement {
  return svgElement("text", {x, y: y - 4, "text-anchor": "middle"}, formatCount(n));
}

function stretchName(from: number, step: number): string {
  const more = step - 1;
  const rest = more > 0 ? ` and ${formatCount(more)} ${plural(more, "day")} more` : "";
  return formatDay(from) + rest;
}

function niceTop(most: number): number {
  const [, nice] = scaleLinear([0, most], [0, 1]).nice(4).domain();
  return nice;
}

function meanLine(at: number, width: number, text: string): SVGElement {
  return svgElement(
    "g",
    {class: "mean"},
    svgElement("line", {class: "line dashed", x1: left, x2: width - right, y1: at, y2: at}),
    svgElement("text", {class: "accent", x: width, y: 9, "text-anchor": "end"}, `average ${text}`)
  );
}

function countAxis(y: ReturnType<typeof scaleLinear<number, number>>, width: number): SVGElement {
  const axis = svgElement("g", {"aria-hidden": "true"});
  for (const n of y.ticks(3).filter((tick) => tick > 0 && Number.isInteger(tick))) {
    axis.append(
      svgElement("line", {class: "hairline", x1: left, x2: width - right, y1: y(n), y2: y(n)}),
      svgElement("text", {x: left - 6, y: y(n), dy: "0.32em", "text-anchor": "end"}, formatCount(n))
    );
  }
  return axis;
}

/** Draws the days that the width has room for. */
function dayAxis(
  x: ReturnType<typeof scaleUtc<number, number>>,
  height: number,
  days: number
): SVGElement {
  const axis = svgElement("g", {"aria-hidden": "true"});
  const [from, to] = x.range();
  const most = Math.max(1, Math.floor((to - from) / 64));
  const each = Math.ceil(days / most);
  const [start] = x.domain();
  const years = days > 366;
  for (let i = 0; i < days; i += each) {
    const time = start.getTime() + i * day;
    const name = years ? new Date(time).toISOString().slice(0, 7) : formatDay(time);
    const at = x(time + day / 2);
    axis.append(svgElement("text", {x: at, y: height - 4, "text-anchor": "middle"}, name));
  }
  return axis;
}
