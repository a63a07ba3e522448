import * as Plot from "@observablehq/plot";
import type {Days} from "../../core/schema/threshold.js";
import {chart} from "../charts/plot.js";
import {formatCount, formatDay, plural} from "../kit/format.js";
import {attachTip} from "../kit/tooltip.js";

const day = 86_400_000;

/** How to draw the alerts by day. */
export interface AlertsByDayOptions {
  /** The width of the figure, in pixels. */
  width: number;

  /** The alerts in each stretch. */
  alerts: readonly number[];

  /** The alerts a day on average, and how that is written. */
  mean: number;
  meanText: string;
}

/**
 * Draws a bar per day of the log: how many alerts it has at the threshold, with the average. A quiet day is
 * a mark on the base line; a day without any event has a gap.
 */
export function alertsByDayFigure(
  {start, step, counts}: Days,
  {width, alerts, mean, meanText}: AlertsByDayOptions
): SVGSVGElement {
  const [height, marginLeft, marginRight] = [130, 30, 10];
  const end = start + counts.length * step * day;
  const days = counts.flatMap((events, i) => {
    const from = start + i * step * day;
    return events > 0 ? [{from, to: from + step * day, events, alerts: alerts[i] ?? 0}] : [];
  });
  const span = (width - marginLeft - marginRight) / counts.length;
  const unit = step === 1 ? "day" : `stretch of ${formatCount(step)} days`;
  const busy = days.filter((one) => one.alerts > 0);
  const quiet = days.filter((one) => one.alerts === 0);
  const inset = span > 6 ? 1 : 0.25;
  const place = {x1: "from", x2: "to", inset: 0, insetLeft: inset, insetRight: inset};
  const top = Math.max(1, mean * step, ...alerts);
  const svg = chart({
    width,
    height,
    marginTop: 22,
    marginRight,
    marginBottom: 20,
    marginLeft,
    ariaLabel: `Alerts by ${unit}: ${meanText} on average, ${formatCount(Math.max(0, ...alerts))} at most`,
    x: {
      type: "utc",
      domain: [start, end],
      ticks: dayTicks(start, counts.length * step, width),
      tickFormat: (time: Date) => dayText(time.getTime() - day / 2, counts.length * step)
    },
    y: {domain: [0, top], nice: 4, ticks: 3, grid: true, tickFormat: integerText},
    marks: [
      Plot.ruleY([0], {className: "hairline"}),
      Plot.rectY(busy, {...place, y1: 0, y2: "alerts", className: "day-alerts"}),
      Plot.rectY(quiet, {...place, y1: 0, y2: 0, insetTop: -2, className: "day-quiet"}),
      Plot.rect(days, {x1: "from", x2: "to", fill: "transparent", className: "day"}),
      Plot.ruleY([mean * step], {className: "line dashed"}),
      Plot.text([`average ${meanText}`], {frameAnchor: "top-right", dx: 10, dy: -22, className: "accent"}), // prettier-ignore
      span > 26
        ? Plot.text(days, {
            x: ({from, to}) => (from + to) / 2,
            y: "alerts",
            dy: -8,
            text: (one) => formatCount(one.alerts),
            className: "numbers"
          })
        : null
    ]
  });
  const details = new Map(
    Array.from(svg.querySelectorAll(".day rect"), (bar, i) => [bar, detail(days[i], step)])
  );
  attachTip(svg, ".day rect", (bar) => details.get(bar as SVGRectElement) ?? "");
  return svg;
}

function detail(one: {from: number; events: number; alerts: number}, step: number): string {
  const more = step - 1;
  const rest = more > 0 ? ` and ${formatCount(more)} ${plural(more, "day")} more` : "";
  const {events, alerts} = one;
  return `${formatDay(one.from)}${rest}\n${formatCount(alerts)} ${plural(alerts, "alert")} of ${formatCount(events)} ${plural(events, "event")}`;
}

/** Returns the middles of the days that the width has space to name. */
function dayTicks(start: number, days: number, width: number): Date[] {
  const each = Math.ceil(days / Math.max(1, Math.floor((width - 40) / 64)));
  return Array.from(
    {length: Math.ceil(days / each)},
    (_, i) => new Date(start + i * each * day + day / 2)
  );
}

function dayText(time: number, days: number): string {
  return days > 366 ? new Date(time).toISOString().slice(0, 7) : formatDay(time);
}

function integerText(n: number): string {
  return n > 0 && Number.isInteger(n) ? formatCount(n) : "";
}
