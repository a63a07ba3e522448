import * as Plot from "@observablehq/plot";
import {chart, ink} from "../charts/plot.js";
import {formatCount, formatDuration, formatTime, plural, visible} from "../kit/format.js";
import {timeScale} from "./incident-axis.js";
import type {IncidentSpan} from "./incident-axis.js";
import type {RuleWindow} from "./rule-evidence-data.js";

/** Up to so many windows have a row each, with what was counted beside it. */
export const maxRows = 6;

/** The heights of a row, and of a figure of more windows, in pixels. */
const [row, height] = [22, 132];

/** The least width of a window in pixels: one of a second is seen beside a day. */
const minWidth = 3;

/** Draws the windows in which a correlation fired over time, as wide as they lasted: a few in a row each, more by the height of what it counts. */
export function ruleWindowsFigure(
  windows: readonly RuleWindow[],
  span: IncidentSpan
): SVGSVGElement {
  const few = windows.length <= maxRows;
  const left = few ? 8 : 52;
  const perPixel = (span.until - span.since) / Math.max(1, span.width - left - 12);
  const place = {
    x1: "since",
    x2: (window: RuleWindow) => Math.max(window.until, window.since + minWidth * perPixel),
    fill: ink.strong,
    title: tipText,
    tip: true
  };
  return chart({
    width: span.width,
    height: few ? windows.length * row + 40 : height,
    ariaLabel: `${formatCount(windows.length)} ${plural(windows.length, "window")} of a correlation over time, and what it counts`,
    marginLeft: left,
    marginTop: 8,
    marginBottom: 34,
    x: timeScale(span, left + 12),
    ...(few ? rows(windows, place, span) : heights(windows, place))
  });
}

/** Returns a row for each window, what was counted behind its bar, or before it where the figure ends. */
function rows(
  windows: readonly RuleWindow[],
  place: Plot.BarXOptions,
  {since, until}: IncidentSpan
): Pick<Plot.PlotOptions, "y" | "marks"> {
  const label = (isLate: boolean) =>
    Plot.text(
      windows.filter((window) => (window.until - since) / (until - since) > 0.8 === isLate),
      {
        x: isLate ? "since" : "until",
        y: "hit",
        text: ({measure}: RuleWindow) => measureText(measure),
        textAnchor: isLate ? "end" : "start",
        dx: isLate ? -8 : 8,
        fill: ink.strong
      }
    );
  return {
    y: {type: "band", domain: windows.map(({hit}) => hit), axis: null, padding: 0.45},
    marks: [Plot.barX([...windows], {...place, y: "hit"}), label(false), label(true)]
  };
}

function heights(
  windows: readonly RuleWindow[],
  place: Plot.RectOptions
): Pick<Plot.PlotOptions, "y" | "marks"> {
  const most = windows.reduce((max, {measure}) => Math.max(max, measure), 0);
  return {
    y: {domain: [0, most || 1], ticks: 3},
    marks: [
      Plot.gridY({stroke: ink.rule, ticks: 3}),
      Plot.rect([...windows], {...place, y1: 0, y2: "measure", fillOpacity: 0.55}),
      Plot.ruleY([0], {stroke: ink.rule})
    ]
  };
}

function measureText(measure: number): string {
  return measure.toLocaleString("en-US", {maximumFractionDigits: 2});
}

function tipText({since, until, measure, events, group}: RuleWindow): string {
  const lasted = formatDuration((until - since) / 1000);
  return `${formatTime(since)} UTC, for ${lasted}\ncounted ${measureText(measure)}, of ${formatCount(events)} ${plural(events, "event")}\n${visible(group).slice(0, 200)}`;
}
