import {scaleLinear} from "d3-scale";
import type {Explanation} from "../../core/forest/explain.js";
import {pathLengthOf, scoreOf} from "../../core/forest/score.js";
import type {Forest} from "../../core/forest/types.js";
import {svgElement} from "../kit/element.js";
import {formatScore, formatSigned} from "../kit/format.js";

const step = 22;
const top = 34;

/** How to draw the waterfall. */
export interface WaterfallOptions {
  /** The width of the figure, in pixels. */
  width: number;

  /** The forest that scored the event; for its scale of scores. */
  forest: Forest;

  /** The threshold, in (0, 1). */
  threshold: number;

  /** How many features have a bar of their own; defaults to 9. The others are one bar. */
  maxBars?: number;
}

/** A scored event: the labels of its features, why it has its path length, and its score in (0, 1). */
export interface ExplainedEvent {
  features: readonly {label: string}[];
  explanation: Explanation;
  score: number;
}

interface Bar {
  name: string;
  change: number;
}

/**
 * Draws by hand, since Plot has no axis that is placed in path lengths and labelled in scores, nor rows that
 * start where the one before ends: how the features lead from the mean path length of the training rows to that of the event:
 * each bar starts where the one before ends, and the last ends on the score. To the right is a shorter
 * path, hence more anomalous; the axis is in scores, on which levels are not evenly spaced.
 */
export function waterfall(
  {features, explanation, score}: ExplainedEvent,
  {width, forest, threshold, maxBars = 9}: WaterfallOptions
): SVGSVGElement {
  const bars = barsOf(
    features.map(({label}) => label),
    explanation.contributions,
    maxBars
  );
  const ends = bars.reduce(
    (ends, {change}) => [...ends, ends[ends.length - 1] + change],
    [explanation.base]
  );
  const thresholdLength = pathLengthOf(forest, threshold);
  const left = 164; // the longest name of a feature fits
  const [short, long] = [Math.min(...ends, thresholdLength), Math.max(...ends, thresholdLength)];
  const x = scaleLinear([long, short], [left + 4, width - 54]);
  const height = top + (bars.length + 2) * step + 4;
  const svg = svgElement("svg", {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    "aria-label": `Contributions from ${explanation.base.toFixed(2)} levels to ${explanation.pathLength.toFixed(2)}, score ${formatScore(score)}`
  });
  svg.append(
    scoreAxis(forest, x, {height, mark: x(thresholdLength)}),
    thresholdMark(x(thresholdLength), height, threshold)
  );
  svg.append(endRow("typical", explanation.base, {x, y: top, left, forest}));
  bars.forEach((bar, i) =>
    svg.append(barRow(bar, x(ends[i]), x(ends[i + 1]), top + (i + 1) * step, left))
  );
  svg.append(
    endRow("this event", explanation.pathLength, {
      x,
      y: top + (bars.length + 1) * step,
      left,
      forest
    })
  );
  return svg;
}

/** Returns the bars: the greatest shortening first, lengthening last, small ones together. */
function barsOf(names: string[], contributions: Float64Array, maxBars: number): Bar[] {
  const all = names.map((name, j) => ({name, change: contributions[j]}));
  all.sort((a, b) => Math.abs(b.change) - Math.abs(a.change));
  const shown = all.length > maxBars + 1 ? all.slice(0, maxBars) : all;
  const rest = all.slice(shown.length);
  shown.sort((a, b) => a.change - b.change);
  if (rest.length === 0) return shown;
  const change = rest.reduce((sum, bar) => sum + bar.change, 0);
  return [...shown, {name: `${rest.length} others`, change}];
}

function barRow(
  {name, change}: Bar,
  from: number,
  to: number,
  y: number,
  left: number
): SVGElement {
  const middle = y + step / 2;
  return svgElement(
    "g",
    {},
    svgElement("text", {x: left - 10, y: middle, dy: "0.35em", "text-anchor": "end"}, name),
    svgElement("line", {class: "hairline", x1: to, x2: to, y1: middle, y2: middle + step}),
    svgElement("rect", {
      class: change < 0 ? "shortens" : "lengthens",
      x: Math.min(from, to),
      width: Math.max(1, Math.abs(to - from)),
      y: middle - 6.5,
      height: 13,
      rx: 1
    }),
    svgElement(
      "text",
      {class: "strong", x: Math.max(from, to) + 6, y: middle, dy: "0.35em"},
      formatSigned(change)
    )
  );
}

interface EndOptions {
  x: (level: number) => number;
  y: number;
  left: number;
  forest: Forest;
}

function endRow(name: string, level: number, {x, y, left, forest}: EndOptions): SVGElement {
  const middle = y + step / 2;
  return svgElement(
    "g",
    {},
    svgElement(
      "text",
      {class: "strong", x: left - 10, y: middle, dy: "0.35em", "text-anchor": "end"},
      name
    ),
    svgElement("circle", {class: "dot", cx: x(level), cy: middle, r: 4}),
    svgElement(
      "text",
      {class: "strong", x: x(level) + 9, y: middle, dy: "0.35em"},
      formatScore(scoreOf(forest, level))
    )
  );
}

function scoreAxis(
  forest: Forest,
  x: ReturnType<typeof scaleLinear<number, number>>,
  {height, mark}: {height: number; mark: number}
): SVGElement {
  const axis = svgElement("g", {"aria-hidden": "true"});
  const [from, until] = x.domain().map((level) => scoreOf(forest, level));
  const count = Math.max(2, Math.abs(x.range()[1] - x.range()[0]) / 70);
  const ticks = scaleLinear([from, until], [0, 1]).ticks(count);
  for (const score of new Set(ticks.map((tick) => Number(tick.toFixed(3))))) {
    const at = x(pathLengthOf(forest, score));
    axis.append(svgElement("line", {class: "hairline", x1: at, x2: at, y1: top - 4, y2: height}));
    if (Math.abs(at - mark) > 16)
      // the threshold has its number above
      axis.append(svgElement("text", {x: at, y: top - 9, "text-anchor": "middle"}, String(score)));
  }
  return axis;
}

function thresholdMark(x: number, height: number, threshold: number): SVGElement {
  return svgElement(
    "g",
    {},
    svgElement("line", {class: "line", x1: x, x2: x, y1: 14, y2: height}),
    svgElement(
      "text",
      {class: "accent", x, y: 9, "text-anchor": "middle"},
      `threshold ${formatScore(threshold)}`
    )
  );
}
