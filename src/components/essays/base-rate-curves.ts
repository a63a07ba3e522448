import * as Plot from "@observablehq/plot";
import {precisionAtBaseRate} from "../../core/evaluation/base-rate.js";
import {chart, ink} from "../charts/plot.js";
import {formatCount, formatPerDay} from "../kit/format.js";
import {precisionLimit} from "./threshold-cost.js";
import type {AlertCost} from "./threshold-cost.js";

/** The base rates that curves are drawn over: from one in a million to one half, ten a power of ten. */
const rates = Array.from({length: 58}, (_, i) => Math.min(0.5, 10 ** (-6 + i / 10)));

/** The most curves that are drawn. */
const maxCurves = 4;

/** A curve: the precision of the alerts of a threshold by base rate. */
export interface BaseRateCurve {
  name: string;
  isOwn: boolean;
  points: {baseRate: number; precision: number}[];
}

/**
 * Returns the precision of some thresholds by base rate, with the recall and the false-positive rate that were measured (Axelsson, 2000);
 * without labels the limit that no threshold with as many alerts can exceed. A threshold above all benign events has no curve: the rate of its
 * false alerts is too small to be measured here.
 */
export function baseRateCurves(costs: readonly AlertCost[]): BaseRateCurve[] {
  const drawn = chosen(costs.filter(({recall, benign}) => recall === null || benign > 0));
  return drawn.map(({perDay, isOwn, recall, falseRate, alertRate}) => ({
    name: `${formatPerDay(perDay)} a day`,
    isOwn,
    points: rates.flatMap((baseRate) => {
      const precision =
        recall === null || falseRate === null
          ? precisionLimit(baseRate, alertRate)
          : precisionAtBaseRate(recall, falseRate, baseRate);
      return precision === null ? [] : [{baseRate, precision}];
    })
  }));
}

/** Returns at most `maxCurves` of *costs*, evenly, the one of the run among them, and none that is nearly the same. */
function chosen(costs: readonly AlertCost[]): AlertCost[] {
  const own = costs.filter(({isOwn}) => isOwn);
  const isNear = (perDay: number) => own.some((one) => Math.abs(perDay / one.perDay - 1) < 0.3);
  const others = costs.filter(({isOwn, perDay}) => !isOwn && !isNear(perDay));
  const n = Math.min(others.length, maxCurves - own.length);
  const picked = Array.from(
    {length: n},
    (_, i) => others[n === 1 ? 0 : Math.round((i * (others.length - 1)) / (n - 1))]
  );
  return [...own, ...picked].sort((a, b) => a.perDay - b.perDay);
}

/** How to draw the curves. */
export interface BaseRateFigureOptions {
  width: number;

  /** The base rate of the reader, and of the labels of the run; null without labels. */
  at: number;
  own: number | null;
}

/** Draws the precision of alerts by the base rate, on a logarithmic axis: the rarer attacks are, the more alerts are false. */
export function baseRateFigure(
  curves: readonly BaseRateCurve[],
  {width, at, own}: BaseRateFigureOptions
): SVGSVGElement {
  const ticks = width < 500 ? [1e-6, 1e-4, 1e-2, 0.5] : [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 0.5];
  const place = {x: "baseRate", y: "precision"};
  const isLimit = curves.every(({points}) => points.at(-1)?.precision === 1); // all end in one point
  return chart({
    width,
    height: 270,
    marginTop: 30,
    marginRight: 74,
    marginBottom: 40,
    marginLeft: 40,
    ariaLabel: "Precision of alerts by the share of events that are attacks",
    x: {type: "log", domain: [1e-6, 0.5], ticks, tickFormat: oneIn, label: "attacks among events", labelAnchor: "center", labelArrow: "none", labelOffset: 36}, // prettier-ignore
    y: {domain: [0, 1], ticks: 4, grid: true, percent: false, tickFormat: (y: number) => `${100 * y} %`}, // prettier-ignore
    marks: [
      own === null ? null : Plot.ruleX([own], {className: "reference"}),
      own === null
        ? null
        : Plot.text([own], {x: own, frameAnchor: "top", dy: -10, textAnchor: "end", dx: 4, text: () => "this run"}), // prettier-ignore
      Plot.ruleX([at], {className: "line"}),
      Plot.text([at], {x: at, frameAnchor: "top", dy: -24, text: () => "yours", className: "accent"}), // prettier-ignore
      ...curves.flatMap(({name, isOwn, points}, i) => [
        Plot.line(points, {
          ...place,
          stroke: isOwn ? ink.strong : ink.soft,
          strokeWidth: isOwn ? 2 : 1.2
        }),
        Plot.text(
          isLimit
            ? points.filter(({precision}) => precision >= 0.8 - 0.2 * i).slice(0, 1)
            : points.slice(-1),
          {
            ...place,
            dx: 6,
            dy: isLimit ? 12 : spread(curves, i),
            textAnchor: "start",
            text: () => name,
            className: isOwn ? "strong" : "halo"
          }
        )
      ])
    ]
  });
}

/** Returns how far the name of curve *i* is moved so that names at nearly the same height stay apart, in pixels. */
function spread(curves: readonly BaseRateCurve[], i: number): number {
  const height = 200; // of the frame
  const end = (curve: BaseRateCurve) => height * (1 - (curve.points.at(-1)?.precision ?? 0));
  let last = -Infinity;
  for (const [j, curve] of curves.entries()) {
    const at = Math.max(end(curve), last + 15);
    if (j === i) return at - end(curve);
    last = at;
  }
  return 0;
}

function oneIn(rate: number): string {
  const power = Math.round(Math.log10(1 / rate));
  if (rate > 0.09) return rate === 0.5 ? "1 in 2" : "1 in 10";
  return power >= 6 ? "1 in 1M" : power >= 4 ? `1 in ${10 ** (power - 3)}k` : `1 in ${formatCount(1 / rate)}`; // prettier-ignore
}
