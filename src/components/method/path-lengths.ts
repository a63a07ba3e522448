import {extent, max, rollup} from "d3-array";
import {scaleLinear} from "d3-scale";
import type {ScaleLinear} from "d3-scale";
import {area as areaOf, line as lineOf} from "d3-shape";
import type {MethodPage} from "../../core/schema/method.js";
import {svgElement} from "../kit/element.js";
import {caseColor, mean} from "./worked-example.js";
import type {Case} from "./worked-example.js";

type Scale = ScaleLinear<number, number>;

const band = 128; // the height of the dots of one event, with its name
const top = 14; // the space for the name of the normalizer

/** Draws the path lengths of the two events as dots, one a tree, and the length that means nothing. */
export function pathLengthDots(page: MethodPage, {width}: {width: number}): SVGElement {
  const {cases, normalizer} = page;
  const lengths = cases.flatMap((c) => c.pathLengths);
  const x = scaleLinear([0, Math.max(normalizer * 1.1, ...lengths)], [10, width - 10]);
  const height = top + cases.length * band + 30;
  const svg = svgElement("svg", {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    "aria-label": "path lengths of two events in every tree"
  });
  const size = Math.max(2.6, Math.min(5, width / 150));
  const columns = cases.flatMap(({name, pathLengths}) =>
    pathLengths.map((length) => `${name} ${Math.round(x(length) / (2 * size))}`)
  );
  const highest = max(rollup(columns, (some) => some.length, String).values()) ?? 1;
  const crowding = Math.min(2 * size, 92 / highest);
  cases.forEach((event, i) => {
    const base = top + (i + 1) * band - 4;
    const average = mean(event.pathLengths);
    const name = `${event.name === "anomalous" ? "most anomalous" : "most normal"}: ${average.toFixed(2)} on average`;
    svg.append(
      ...stackedDots(event, {x, base, size, crowding}),
      svgElement("line", {class: "hairline", x1: 10, x2: width - 10, y1: base, y2: base}),
      svgElement("text", {class: "strong", x: 10, y: base - band + 22}, name),
      meanMark(x(average), base, event)
    );
  });
  svg.append(...normalizerMark(page, x(normalizer), height));
  for (const tick of x.ticks(Math.max(3, width / 90))) {
    svg.append(
      svgElement("text", {x: x(tick), y: height - 10, "text-anchor": "middle"}, String(tick))
    );
  }
  return svg;
}

/** Where dots are stacked, in pixels. */
interface StackOptions {
  x: Scale;

  /** What the stacks stand on. */
  base: number;

  /** The radius of a dot, with the gap around it. */
  size: number;

  /** How far each dot of a stack is above the one below. */
  crowding: number;
}

function stackedDots(event: Case, {x, base, size, crowding}: StackOptions): SVGElement[] {
  const stacks = new Map<number, number>();
  return event.pathLengths.map((length) => {
    const column = Math.round(x(length) / (2 * size));
    const above = stacks.get(column) ?? 0;
    stacks.set(column, above + 1);
    const dot = svgElement("circle", {
      cx: column * 2 * size,
      cy: base - size - above * crowding,
      r: size - 0.6
    });
    dot.style.fill = caseColor(event);
    return dot;
  });
}

function meanMark(x: number, base: number, event: Case): SVGElement {
  const mark = svgElement("path", {d: `M${x},${base + 1}l-5,8h10z`});
  mark.style.fill = caseColor(event);
  return mark;
}

/** The length that means nothing: a line at *x*, and its name. */
function normalizerMark(
  {sampleSize, normalizer}: MethodPage,
  x: number,
  height: number
): SVGElement[] {
  return [
    svgElement("line", {class: "line", x1: x, x2: x, y1: 4, y2: height - 30}),
    svgElement(
      "text",
      {class: "accent", x: x - 5, y: 10, "text-anchor": "end"},
      `c(${sampleSize}) = ${normalizer.toFixed(4)}`
    )
  ];
}

/**
 * Draws the mean path length over the first t trees for both events, with a band of twice the
 * standard error of the mean: what is left to chance when more trees are asked.
 */
export function convergence({cases}: MethodPage, {width}: {width: number}): SVGElement {
  const height = 220;
  const all = cases.map((event) => ({event, points: runningMeans(event.pathLengths)}));
  const trees = Math.max(...cases.map(({pathLengths}) => pathLengths.length));
  const right = width - 62;
  const x = scaleLinear([1, Math.max(2, trees)], [34, right]);
  const settled = all.flatMap(({points}) =>
    points.slice(4).flatMap(({mean: m, error}) => [m - 2 * error, m + 2 * error])
  );
  const [low = 0, high = 1] = extent(settled);
  const padding = Math.max(0, 0.1 - (high - low)); // where all trees agree, differences are rounding
  const y = scaleLinear([low - padding, high + padding], [height - 26, 14])
    .nice()
    .clamp(true);
  const svg = svgElement("svg", {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    "aria-label": "mean path length by number of trees"
  });
  for (const tick of y.ticks(5)) {
    svg.append(
      svgElement("line", {class: "hairline", x1: 34, x2: right, y1: y(tick), y2: y(tick)}),
      svgElement("text", {x: 28, y: y(tick), dy: "0.35em", "text-anchor": "end"}, String(tick))
    );
  }
  for (const {event, points} of all) svg.append(...meanCurve(event, points, {x, y, right}));
  for (const tick of [1, ...x.ticks(4)]) {
    svg.append(
      svgElement(
        "text",
        {x: x(tick), y: height - 8, "text-anchor": tick === 1 ? "start" : "middle"},
        tick === 1 ? "1 tree" : String(tick)
      )
    );
  }
  return svg;
}

/** The running mean of a case with its band, and the last mean written to the *right* of both. */
function meanCurve(
  event: Case,
  points: readonly MeanPoint[],
  {x, y, right}: {x: Scale; y: Scale; right: number}
): SVGElement[] {
  const spread = areaOf<MeanPoint>()
    .x((p) => x(p.trees))
    .y0((p) => y(p.mean - 2 * p.error))
    .y1((p) => y(p.mean + 2 * p.error));
  const line = lineOf<MeanPoint>()
    .x((p) => x(p.trees))
    .y((p) => y(p.mean));
  const area = svgElement("path", {d: spread(points.slice(4)), "fill-opacity": 0.14});
  const stroke = svgElement("path", {d: line(points), fill: "none", "stroke-width": 1.75});
  area.style.fill = caseColor(event);
  stroke.style.stroke = caseColor(event);
  const last = points[points.length - 1];
  return [
    area,
    stroke,
    svgElement(
      "text",
      {class: "strong", x: right + 6, y: y(last.mean), dy: "0.35em"},
      last.mean.toFixed(2)
    )
  ];
}

/** The mean of the first so many trees, and the standard error of that mean. */
export interface MeanPoint {
  trees: number;
  mean: number;
  error: number;
}

/** Returns the running means of *values* with their standard errors (0 for the first). */
export function runningMeans(values: readonly number[]): MeanPoint[] {
  let average = 0;
  let squares = 0; // Welford: the sum of squared distances from the mean so far
  return values.map((value, i) => {
    const distance = value - average;
    average += distance / (i + 1);
    squares += distance * (value - average);
    const error = i === 0 ? 0 : Math.sqrt(squares / i / (i + 1));
    return {trees: i + 1, mean: average, error};
  });
}
