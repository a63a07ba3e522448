import * as Plot from "@observablehq/plot";
import {chart, ink} from "../charts/plot.js";
import {formatCount, formatDuration, formatTime, plural, visible} from "../kit/format.js";
import {activeSpan, timeScale} from "./incident-axis.js";
import type {IncidentSpan} from "./incident-axis.js";
import type {RuleWindow} from "./rule-evidence-data.js";

const height = 132;

/** The least width of a window in pixels: one of a second is seen beside a day. */
const minWidth = 2;

/** Draws the windows in which a correlation fired over time: as wide as they lasted, as high as what it counts. */
export function ruleWindowsFigure(
  windows: readonly RuleWindow[],
  {width, since, until}: IncidentSpan
): SVGSVGElement {
  const left = 52;
  const times = windows.flatMap((window) => [window.since, window.until]);
  const span = activeSpan(times, {since, until});
  const most = windows.reduce((max, {measure}) => Math.max(max, measure), 0);
  const perPixel = (span.until - span.since) / Math.max(1, width - left - 12);
  return chart({
    width,
    height,
    ariaLabel: `${formatCount(windows.length)} ${plural(windows.length, "window")} of a correlation over time, by what it counts`,
    marginLeft: left,
    marginTop: 8,
    marginBottom: 34,
    x: timeScale({width, ...span}, left + 12),
    y: {domain: [0, most || 1], ticks: 3},
    marks: [
      Plot.gridY({stroke: ink.rule, ticks: 3}),
      Plot.rect([...windows], {
        x1: "since",
        x2: (window: RuleWindow) => Math.max(window.until, window.since + minWidth * perPixel),
        y1: 0,
        y2: "measure",
        fill: ink.strong,
        fillOpacity: 0.55,
        title: tipText,
        tip: true
      }),
      Plot.ruleY([0], {stroke: ink.rule})
    ]
  });
}

function tipText({since, until, measure, events, group}: RuleWindow): string {
  const lasted = formatDuration((until - since) / 1000);
  const counted = measure.toLocaleString("en-US", {maximumFractionDigits: 2});
  return `${formatTime(since)} UTC, for ${lasted}\ncounted ${counted}, of ${formatCount(events)} ${plural(events, "event")}\n${visible(group).slice(0, 200)}`;
}
