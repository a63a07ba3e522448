import * as Plot from "@observablehq/plot";
import {scaleLinear, scaleLog} from "d3-scale";
import {chart, ink} from "../charts/plot.js";
import {formatShare} from "../kit/format.js";
import {labelPlaces} from "./label-places.js";

/** A point of a curve: y is a share in [0, 1]. */
export interface CurvePoint {
  x: number;
  y: number;
}

/** A measured point of a curve, and the ends of its intervals; null of a coordinate without one. */
export interface Spread {
  at: CurvePoint;
  x: readonly [low: number, high: number] | null;
  y: readonly [low: number, high: number] | null;
}

/** A curve under a name: the run’s own, those of other seeds, other detectors, baselines. Seeds have no label. */
export interface MethodLine {
  name: string;
  kind: "own" | "seed" | "detector" | "baseline";
  points: readonly CurvePoint[];

  /** What was measured with its intervals; none by default. */
  spread?: Spread | null;
}

/** How to draw curves. */
export interface MethodLinesOptions {
  width: number;
  ariaLabel: string;

  /** The axis of x: whether it is logarithmic, its ends, ticks and name. */
  x: {
    isLog?: boolean;
    domain: readonly [number, number];
    ticks: readonly number[];
    format: (x: number) => string;
    label: string;
  };

  /** The name of y, above its axis. */
  yLabel: string;

  /** A share that a random order has, drawn dashed; none by default. */
  base?: number | null;

  /** A value of x to mark, and its name; none by default. */
  mark?: {x: number; text: string};

  /** The text beside a point of the run’s own curve that is pointed at. */
  tip: (point: CurvePoint) => string;
}

const margins = {marginTop: 22, marginRight: 14, marginBottom: 36, marginLeft: 44};

const strokes = {
  own: {stroke: ink.strong, strokeWidth: 2},
  seed: {stroke: ink.faint, strokeWidth: 1, strokeOpacity: 0.4},
  detector: {stroke: ink.soft, strokeWidth: 1.2},
  baseline: {stroke: ink.soft, strokeWidth: 1.2, strokeDasharray: "1 3"}
} as const;

/** Draws curves of shares, each with its name beside it: the run’s own strong, baselines dotted, other seeds faint. */
export function methodLines(
  lines: readonly MethodLine[],
  {width, ariaLabel, x, yLabel, base = null, mark, tip}: MethodLinesOptions
): SVGSVGElement {
  const height = Math.min(340, Math.max(300, Math.round(0.6 * width)));
  const at = {x: "x", y: "y"} as const;
  const own = lines.find(({kind}) => kind === "own")?.points ?? [];
  const order = ["seed", "baseline", "detector", "own"];
  const drawn = lines.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  return chart({
    ...{width, height, ariaLabel, ...margins},
    x: {
      ...{type: x.isLog ? "log" : "linear", domain: [...x.domain], ticks: [...x.ticks]},
      ...{tickFormat: x.format, label: x.label, labelAnchor: "right"}
    },
    y: {
      ...{domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1], tickFormat: formatShare},
      ...{grid: true, label: yLabel}
    },
    marks: [
      base === null ? null : Plot.ruleY([base], {className: "reference"}),
      mark && Plot.ruleX([mark.x], {stroke: ink.accent, strokeWidth: 1.5}),
      mark && Plot.text([mark.text], {x: mark.x, frameAnchor: "top", dy: -12, className: "accent"}),
      ...drawn.map(({points, kind}) => Plot.line(points, {...at, ...strokes[kind]})),
      ...spreadMarks(lines.flatMap(({spread}) => spread ?? [])),
      ...labelMarks(lines, {width, height, x, base}),
      Plot.tip(own, Plot.pointer({...at, title: tip}))
    ]
  });
}

/** Returns the measured points with their intervals as bars. */
function spreadMarks(spreads: readonly Spread[]): Plot.Markish[] {
  const inX = spreads.filter(({x}) => x !== null);
  const inY = spreads.filter(({y}) => y !== null);
  const bar = {stroke: ink.soft, strokeWidth: 1.5, strokeOpacity: 0.6};
  return [
    Plot.ruleY(inX, {y: ({at}: Spread) => at.y, x1: ({x}: Spread) => x![0], x2: ({x}: Spread) => x![1], ...bar}),
    Plot.ruleX(inY, {x: ({at}: Spread) => at.x, y1: ({y}: Spread) => y![0], y2: ({y}: Spread) => y![1], ...bar}),
    Plot.dot(spreads, {x: ({at}: Spread) => at.x, y: ({at}: Spread) => at.y, r: 3, fill: ink.strong, stroke: ink.paper})
  ]; // prettier-ignore
}

/** Returns the names of the lines, each where it has space. */
function labelMarks(
  lines: readonly MethodLine[],
  {width, height, x, base}: Pick<MethodLinesOptions, "width" | "x" | "base"> & {height: number}
): Plot.Markish[] {
  const frame = {
    left: margins.marginLeft,
    right: width - margins.marginRight,
    top: margins.marginTop,
    bottom: height - margins.marginBottom
  };
  const xScale = (x.isLog ? scaleLog() : scaleLinear()).domain(x.domain).range([frame.left, frame.right]); // prettier-ignore
  const yScale = scaleLinear([0, 1], [frame.bottom, frame.top]);
  const flat = (y: number) => x.domain.map((end) => ({x: end, y}));
  const named = lines.filter(({kind}) => kind !== "seed");
  const random = base == null ? [] : [{name: `random: ${formatShare(base)}`, points: flat(base)}];
  const pixels = [...named, ...random].map(({name, points}) => ({
    name,
    points: points
      .filter(({x: at}) => x.domain[0] <= at && at <= x.domain[1])
      .map(({x, y}) => [xScale(x), yScale(y)] as const)
  }));
  const bars = lines.flatMap(({spread}) =>
    spread
      ? [
          (spread.x ?? []).map((x) => [xScale(x), yScale(spread.at.y)] as const),
          (spread.y ?? []).map((y) => [xScale(spread.at.x), yScale(y)] as const)
        ]
      : []
  );
  const strong = named.find(({kind}) => kind === "own")?.name;
  const text = labelPlaces(pixels, frame, bars).map(({name, x, y}) => ({
    ...{name, x: xScale.invert(x), y: yScale.invert(y)},
    isOwn: name === strong
  }));
  const mark = (isOwn: boolean) =>
    Plot.text(
      text.filter((label) => label.isOwn === isOwn),
      {x: "x", y: "y", text: "name", className: isOwn ? "strong" : "halo"}
    );
  return [mark(false), mark(true)];
}
