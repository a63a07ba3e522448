import * as Plot from "@observablehq/plot";
import {extent, max, rollup} from "d3-array";
import {scaleLinear} from "d3-scale";
import type {MethodPage} from "../../core/schema/method.js";
import {chart} from "../charts/plot.js";
import {caseColor, mean} from "./worked-example.js";
import type {Case} from "./worked-example.js";

const band = 128; // the height of the dots of one event, with its name
const color = {value: caseColor, scale: null};

/** A dot of a tree: its place across, and above the axis of its event in pixels. */
interface TreeDot {
  name: Case["name"];
  length: number;
  height: number;
}

/** Draws the path lengths of the two events as stacked dots, one a tree, with their means and the normalizer. */
export function pathLengthDots(page: MethodPage, {width}: {width: number}): SVGSVGElement {
  const {cases, normalizer, sampleSize} = page;
  const end = Math.max(normalizer * 1.1, ...cases.flatMap(({pathLengths}) => pathLengths));
  const size = Math.max(2.6, Math.min(5, width / 150)); // the radius of a dot, with the gap around it
  const dots = stackedDots(cases, {step: (2 * size * end) / (width - 20), size});
  const names = cases.map(({name}) => name);
  return chart({
    width,
    height: 14 + cases.length * band + 30,
    ariaLabel: "path lengths of two events in every tree",
    marginLeft: 10,
    marginRight: 10,
    marginBottom: 30,
    fy: {domain: names, axis: null, padding: 0},
    x: {domain: [0, end], ticks: Math.max(3, width / 90)},
    y: {domain: [-4, band - 4], axis: null},
    marks: [
      Plot.dot(dots, {x: "length", y: "height", fy: "name", r: size - 0.6, fill: color}),
      Plot.ruleY([0], {className: "hairline"}),
      Plot.dot(cases, {x: meanLength, y: -5, fy: "name", symbol: "triangle", r: 3.5, fill: color}),
      Plot.text(cases, {
        fy: "name",
        frameAnchor: "top-left",
        dy: 10,
        text: (event: Case) =>
          `${event.name === "anomalous" ? "most anomalous" : "most normal"}: ${meanLength(event).toFixed(2)} on average`,
        className: "strong"
      }),
      Plot.ruleX([normalizer], {className: "line"}),
      Plot.text(names.slice(0, 1), {
        fy: (name: string) => name,
        x: normalizer,
        frameAnchor: "top",
        textAnchor: "end",
        dx: -5,
        dy: -12,
        text: () => `c(${sampleSize}) = ${normalizer.toFixed(4)}`,
        className: "accent"
      })
    ]
  });
}

/** Stacks the trees of each event in columns of *step* path lengths; high stacks overlap to fit their band. */
function stackedDots(
  cases: readonly Case[],
  {step, size}: {step: number; size: number}
): TreeDot[] {
  const columns = cases.flatMap(({name, pathLengths}) =>
    pathLengths.map((length) => ({name, column: Math.round(length / step)}))
  );
  const keyOf = ({name, column}: (typeof columns)[number]) => `${name} ${column}`;
  const highest = max(rollup(columns, (some) => some.length, keyOf).values()) ?? 1;
  const rise = Math.min(2 * size, 92 / highest);
  const stacks = new Map<string, number>();
  return columns.map((dot) => {
    const below = stacks.get(keyOf(dot)) ?? 0;
    stacks.set(keyOf(dot), below + 1);
    return {name: dot.name, length: dot.column * step, height: size + below * rise};
  });
}

function meanLength({pathLengths}: Case): number {
  return mean(pathLengths);
}

/** A point of the running mean of an event. */
interface CasePoint extends MeanPoint {
  name: Case["name"];
}

/**
 * Draws the mean path length over the first t trees for both events, with a band of twice the
 * standard error of the mean: the part that another seed would change.
 */
export function convergence({cases}: MethodPage, {width}: {width: number}): SVGSVGElement {
  const points = cases.map(({name, pathLengths}): CasePoint[] =>
    runningMeans(pathLengths).map((point) => ({name, ...point}))
  );
  const bands = points.flatMap((some) => some.slice(4)); // the error of fewer trees would fill the figure
  const trees = Math.max(2, ...cases.map(({pathLengths}) => pathLengths.length));
  const at = {x: "trees", z: "name"};
  return chart({
    width,
    height: 220,
    ariaLabel: "mean path length by number of trees",
    marginLeft: 34,
    marginRight: 62,
    marginBottom: 26,
    x: {
      domain: [1, trees],
      ticks: [1, ...scaleLinear([1, trees], [0, 1]).ticks(4)],
      tickFormat: (tick: number) => (tick === 1 ? "1 tree" : String(tick))
    },
    y: {domain: boundsOf(bands), nice: true, clamp: true, ticks: 5, grid: true, tickPadding: 6},
    marks: [
      Plot.areaY(bands, {...at, y1: low, y2: high, fill: color, fillOpacity: 0.14}),
      Plot.line(points.flat(), {...at, y: "mean", stroke: color, strokeWidth: 1.75}),
      Plot.text(
        points.flatMap((some) => some.slice(-1)),
        {
          y: "mean",
          frameAnchor: "right",
          textAnchor: "start",
          dx: 6,
          text: (point: CasePoint) => point.mean.toFixed(2),
          className: "strong"
        }
      )
    ]
  });
}

/** Returns the bounds of *bands*; at least 0.1 apart: where all trees agree, differences are rounding. */
function boundsOf(bands: readonly MeanPoint[]): [number, number] {
  const [from = 0, to = 1] = extent(bands.flatMap((point) => [low(point), high(point)]));
  const padding = Math.max(0, 0.1 - (to - from));
  return [from - padding, to + padding];
}

function low({mean, error}: MeanPoint): number {
  return mean - 2 * error;
}

function high({mean, error}: MeanPoint): number {
  return mean + 2 * error;
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
