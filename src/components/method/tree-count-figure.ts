import * as Plot from "@observablehq/plot";
import {min} from "d3-array";
import {scaleLog} from "d3-scale";
import type {PrefixAgreement} from "../../core/evaluation/prefix-agreement.js";
import {chart, ink} from "../charts/plot.js";

/** The number that is drawn: the rank correlation, or the share of the most anomalous in common. */
export type Quantity = "order" | "overlap";

/** A point of a curve. */
interface Point {
  trees: number;
  value: number;
}

/**
 * Draws how similar parts of the forest are by their number of trees: a dashed line against the complete
 * forest, a full one against as many other trees.
 */
export function treesFigure(
  curve: readonly PrefixAgreement[],
  {width, quantity}: {width: number; quantity: Quantity}
): SVGSVGElement {
  const [left, right] = [34, 118];
  const most = curve.at(-1)?.trees ?? 1;
  const points = (read: (at: PrefixAgreement) => number | null): Point[] =>
    curve.flatMap((at) => {
      const value = read(at);
      return value === null ? [] : [{trees: at.trees, value}];
    });
  const complete = points(({full}) => full[quantity]);
  const others = points((at) => at.others?.[quantity] ?? null);
  const low = min([0.9, ...[...complete, ...others].map(({value}) => value)]) ?? 0;
  const domain = [1, Math.max(2, most)];
  return chart({
    width,
    height: 240,
    ariaLabel: `${quantity === "order" ? "rank correlation" : "shared most anomalous events"} by number of trees`,
    marginTop: 12,
    marginRight: right,
    marginLeft: left,
    x: {type: "log", domain, axis: null},
    y: {domain: [low, 1], nice: 4, ticks: 4, tickFormat: String, grid: true, tickPadding: 6},
    marks: [
      Plot.axisX(ticksOf(curve, scaleLog(domain, [left, width - right])), {
        text: String,
        tickSize: 0
      }),
      ...series(complete, "with all trees", {dash: "4 3", dy: -8}),
      ...series(others, "with other trees", {dy: 8})
    ]
  });
}

function series(
  points: readonly Point[],
  name: string,
  {dash, dy}: {dash?: string; dy: number}
): Plot.Markish[] {
  const at = {x: "trees", y: "value"};
  return [
    Plot.line(points, {...at, stroke: ink.soft, strokeWidth: 1.5, strokeDasharray: dash}),
    Plot.dot(points, {...at, r: 2.2, fill: ink.strong}),
    Plot.text(points.slice(-1), {
      ...at,
      dx: 7,
      dy,
      textAnchor: "start",
      text: () => name,
      className: "strong"
    })
  ];
}

/** Returns the numbers of trees whose text does not overlap the one before, and the last. */
function ticksOf(curve: readonly PrefixAgreement[], x: (trees: number) => number): number[] {
  let before = -Infinity;
  return curve.flatMap(({trees}, i) => {
    if (x(trees) - before < 26 && i < curve.length - 1) return [];
    before = x(trees);
    return [trees];
  });
}
