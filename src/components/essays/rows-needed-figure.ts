import * as Plot from "@observablehq/plot";
import {rowsNeeded} from "../../core/evaluation/conformal.js";
import {chart, ink} from "../charts/plot.js";
import {formatCount, formatShare} from "../kit/format.js";

/** The shares of alerts that curves are drawn over: from one in 100,000 to a tenth, ten a power of ten. */
const shares = Array.from({length: 41}, (_, i) => 10 ** (-5 + i / 10));

/** A point of a curve: how many calibration events a share of alerts takes. */
export interface RowsPoint {
  alpha: number;
  share: number;
  rows: number;
}

/** Returns the calibration events that each share of alerts takes, by level. */
export function rowsCurves(alphas: readonly number[]): RowsPoint[] {
  return alphas.flatMap((alpha) =>
    shares.map((share) => ({alpha, share, rows: Math.max(1, rowsNeeded(share, alpha))}))
  );
}

/** How to draw the curves: the levels, the reader’s first, and the point of the run. */
export interface RowsFigureOptions {
  width: number;
  alphas: readonly number[];

  /** The level and the share of the reader. */
  alpha: number;
  share: number;

  /** The share of alerts that the budget of the run allows, and its calibration events. */
  own: {share: number; rows: number};
}

/** Draws the calibration events that a certificate takes, by the share of alerts, on logarithmic axes, with what the run has. */
export function rowsFigure({width, alphas, alpha, share, own}: RowsFigureOptions): SVGSVGElement {
  const ticks = width < 500 ? [1e-5, 1e-3, 1e-1] : [1e-5, 1e-4, 1e-3, 1e-2, 1e-1];
  const levels = alphas.filter((level) => level !== alpha);
  const place = {x: "share", y: "rows"} as const;
  const yours = rowsCurves([alpha]);
  return chart({
    width,
    height: 290,
    marginTop: 20,
    marginRight: 62,
    marginBottom: 42,
    marginLeft: 56,
    ariaLabel: `Calibration events that are needed, by the share of alerts; the run has ${formatCount(own.rows)}`,
    x: {type: "log", domain: [1e-5, 0.1], ticks, tickFormat: formatShare, label: "share of alerts among events", labelAnchor: "center", labelArrow: "none", labelOffset: 38}, // prettier-ignore
    y: {type: "log", domain: [10, 1e7], ticks: [10, 1e3, 1e5, 1e7], grid: true, tickFormat: rowsText, clamp: true}, // prettier-ignore
    marks: [
      ...levels.flatMap((level) => {
        const points = rowsCurves([level]);
        return [
          Plot.line(points, {...place, stroke: ink.soft, strokeWidth: 1}),
          Plot.text(points.slice(-1), {...place, ...nameAt, text: () => formatShare(level)})
        ];
      }),
      Plot.line(yours, {...place, stroke: ink.accent, strokeWidth: 2}),
      Plot.text(yours.slice(0, 1), {...place, dx: 6, dy: -8, textAnchor: "start", className: "accent", text: () => `yours: α = ${formatShare(alpha)}`}), // prettier-ignore
      Plot.ruleX([share], {className: "line"}),
      Plot.ruleY([own.rows], {className: "reference"}),
      Plot.dot([own], {x: "share", y: "rows", r: 4.5, fill: ink.strong}),
      Plot.text([own], {...place, dy: 16, dx: 8, textAnchor: own.share > 0.01 ? "end" : "start", text: () => "this run", className: "strong"}) // prettier-ignore
    ]
  });
}

const nameAt = {dx: 6, textAnchor: "start"} as const;

function rowsText(rows: number): string {
  return rows >= 1e6 ? `${rows / 1e6}M` : rows >= 1e3 ? `${rows / 1e3}k` : String(rows);
}
