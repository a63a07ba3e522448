import {scaleLinear, scaleLog} from "d3-scale";
import type {Histogram} from "../../core/schema/published.js";
import {svgElement} from "../kit/element.js";
import {formatCount, formatScore, plural} from "../kit/format.js";
import {scoreColor} from "../kit/score-color.js";
import {attachTip} from "../kit/tooltip.js";

/** How to draw the histogram. */
export interface ScoreHistogramOptions {
  /** The width of the figure, in pixels. */
  width: number;

  /** The threshold, in (0, 1). */
  threshold: number;

  /** The label of the threshold; e.g., `50 a day`. */
  label: string;

  /** The highest score; the colour ramp ends there. */
  max: number;

  /** The scale of scores; defaults to `scoreScale(histogram, {width, threshold})`. */
  x?: ScoreScale;

  /** The height of the figure, in pixels; defaults to 150. */
  height?: number;
}

/** A scale from scores to pixels. */
export type ScoreScale = ReturnType<typeof scaleLinear<number, number>>;

/** Returns the scale of a histogram *width* pixels wide: every bar fits, and so does the threshold. */
export function scoreScale(
  {from, step, counts}: Histogram,
  {width, threshold}: {width: number; threshold: number}
): ScoreScale {
  const first = Math.max(
    0,
    counts.findIndex((n) => n > 0)
  );
  const last = counts.findLastIndex((n) => n > 0);
  const low = Math.max(0, Math.min(from + first * step, threshold) - step);
  const high = Math.min(1, Math.max(from + (last + 1) * step, threshold) + step);
  return scaleLinear([low, high], [30, width - 10]);
}

/**
 * Draws how many events have which score, counts on a logarithmic axis, with the threshold labelled. A bar
 * that the threshold goes through is divided there. Empty bins have no bar: a logarithm has no zero. By hand: it
 * is drawn anew in every frame of a drag, on the scale that turns the pointer into a score.
 */
export function scoreHistogram(
  histogram: Histogram,
  {
    width,
    threshold,
    label,
    max,
    height = 150,
    x = scoreScale(histogram, {width, threshold})
  }: ScoreHistogramOptions
): SVGSVGElement {
  const {from, step, counts} = histogram;
  const y = scaleLog([0.7, Math.max(10, ...counts)], [height - 20, 24]);
  const svg = svgElement("svg", {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: "group",
    "aria-label": `Events by score; the threshold is at ${formatScore(threshold)}`
  });
  svg.append(countAxis(y, width), scoreAxis(x, height));
  const details = new Map<Element, string>();
  counts.forEach((n, i) => {
    if (n === 0) return;
    const [a, b] = [from + i * step, from + (i + 1) * step];
    const bar = svgElement("g", {class: "bar"});
    const parts = a < threshold && threshold < b ? [a, threshold, b] : [a, b];
    for (const [k, end] of parts.slice(1).entries()) {
      const [left, right] = [x(parts[k]) + 0.5, x(end) - 0.5];
      const style = `fill:${scoreColor(parts[k], threshold, max)}`;
      bar.append(
        svgElement("rect", {
          class: "mark",
          x: left,
          width: Math.max(0.5, right - left),
          y: y(n),
          height: y(0.7) - y(n),
          style
        })
      );
    }
    details.set(bar, `${a.toFixed(2)} to ${b.toFixed(2)}\n${formatCount(n)} ${plural(n, "event")}`);
    svg.append(bar);
  });
  svg.append(thresholdMark(x, height, {threshold, label, width}));
  attachTip(svg, ".bar", (mark) => details.get(mark) ?? "");
  return svg;
}

function countAxis(y: (n: number) => number, width: number): SVGElement {
  const axis = svgElement("g", {"aria-hidden": "true"});
  for (let n = 1; y(n) >= 23; n *= 10) {
    const name = n < 1000 ? String(n) : `${n / 1000}k`.replace("000k", "M");
    axis.append(
      svgElement("line", {class: "hairline", x1: 30, x2: width, y1: y(n), y2: y(n)}),
      svgElement("text", {x: 24, y: y(n), dy: "0.32em", "text-anchor": "end"}, name)
    );
  }
  return axis;
}

function scoreAxis(x: ScoreScale, height: number): SVGElement {
  const axis = svgElement("g", {"aria-hidden": "true"});
  for (const tick of x.ticks(6)) {
    axis.append(
      svgElement("text", {x: x(tick), y: height - 3, "text-anchor": "middle"}, String(tick))
    );
  }
  return axis;
}

interface MarkOptions {
  threshold: number;
  label: string;
  width: number;
}

function thresholdMark(
  x: (score: number) => number,
  height: number,
  {threshold, label, width}: MarkOptions
): SVGElement {
  const at = x(threshold);
  const text = `≥ ${formatScore(threshold)} · ${label}`;
  const length = text.length * 6.2;
  const anchor = at + length / 2 > width ? "end" : at < length / 2 ? "start" : "middle";
  const edge = anchor === "end" ? Math.min(width, at + 12) : anchor === "start" ? 0 : at;
  return svgElement(
    "g",
    {class: "threshold"},
    svgElement("line", {class: "line", x1: at, x2: at, y1: 15, y2: height - 20}),
    svgElement("circle", {class: "handle", cx: at, cy: 18, r: 4.5}),
    svgElement("text", {class: "accent", x: edge, y: 9, "text-anchor": anchor}, text)
  );
}
