import * as Plot from "@observablehq/plot";
import type {RunComparison} from "../../core/schema/run-pairs.js";
import {chart, ink} from "../charts/plot.js";
import {element} from "../kit/element.js";
import {formatCount, formatShare} from "../kit/format.js";
import {responsive} from "../kit/responsive.js";

/** Draws the share of the n most anomalous events that both runs agree on, for n in powers of ten. */
export function churnFigure({churn, alerts}: RunComparison): HTMLElement {
  if (churn.length === 0) return element("p", {class: "about"}, "Too few events in common.");
  const draw = (width: number) => drawChurn(churn, alerts.after, width);
  return element("figure", {}, responsive(draw));
}

type Churn = RunComparison["churn"][number];

const shareOf = ({n, shared}: Churn): number => shared / n;

function drawChurn(churn: readonly Churn[], alerts: number, width: number): SVGSVGElement {
  const [first, last] = [churn[0].n, churn[churn.length - 1].n];
  const shares = churn.map((at) => `${formatShare(shareOf(at))} of ${formatCount(at.n)}`);
  const marked = first <= alerts && alerts <= last ? [alerts] : [];
  const ticks = churn.map(({n}) => n).filter((n) => String(n).startsWith("1"));
  return chart({
    width,
    height: 220,
    ariaLabel: `Shared among the most anomalous: ${shares.join(", ")}`,
    marginTop: 18,
    marginRight: 34,
    marginBottom: 34,
    x: {
      type: "log",
      domain: [first, Math.max(last, 1.01 * first)],
      label: "n most anomalous",
      labelAnchor: "right",
      ticks,
      tickFormat: formatCount
    },
    y: {domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1], tickFormat: formatShare, grid: true},
    marks: [
      Plot.ruleX(marked, {stroke: ink.accent, strokeWidth: 1.5, insetTop: -4}),
      Plot.text(marked, {
        x: (n: number) => n,
        frameAnchor: "top",
        dy: -14,
        text: (n: number) => `${formatCount(n)} alerts`,
        className: "accent"
      }),
      Plot.line(churn, {x: "n", y: shareOf, stroke: ink.strong, strokeWidth: 1.5}),
      Plot.dot(churn, {
        x: "n",
        y: shareOf,
        r: 3.5,
        fill: ink.strong,
        stroke: ink.paper,
        title: ({shared, n}: Churn) =>
          `${formatCount(shared)} of the ${formatCount(n)} most anomalous`,
        tip: true
      })
    ]
  });
}
