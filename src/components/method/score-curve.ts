import * as Plot from "@observablehq/plot";
import {range} from "d3-array";
import type {MethodPage} from "../../core/schema/method.js";
import {chart, ink} from "../charts/plot.js";
import {formatScore} from "../kit/format.js";
import {caseColor, mean, scoreOfPath} from "./worked-example.js";
import type {Case} from "./worked-example.js";

/** Draws the score as a function of the mean path length, with the two events on it. */
export function scoreCurve(
  {cases, normalizer, threshold}: MethodPage,
  {width}: {width: number}
): SVGSVGElement {
  const longest = normalizer * 1.45;
  const score = (length: number): number => scoreOfPath(length, normalizer);
  return chart({
    width,
    height: 240,
    ariaLabel: "score by mean path length",
    marginTop: 10,
    marginBottom: 26,
    marginLeft: 34,
    x: {domain: [0, longest], ticks: Math.max(3, width / 100)},
    y: {domain: [0, 1], ticks: [0, 0.5, 1], tickFormat: String, grid: true, tickPadding: 6},
    marks: [
      Plot.line(range(0, 101), {
        x: (i: number) => (i / 100) * longest,
        y: (i: number) => score((i / 100) * longest),
        stroke: ink.soft,
        strokeWidth: 1.5
      }),
      Plot.ruleY([threshold], {stroke: ink.accent, strokeWidth: 1.5}),
      Plot.text([threshold], {
        y: (at: number) => at,
        frameAnchor: "right",
        textAnchor: "end",
        dy: -10,
        text: (at: number) => `threshold ${formatScore(at)}`,
        className: "accent"
      }),
      Plot.text([normalizer], {
        x: (length: number) => length,
        y: 0.5,
        dx: -8,
        dy: 12,
        textAnchor: "end",
        text: () => "c(ψ) scores ½"
      }),
      ...caseMarks(cases, score, longest * (1 - 50 / width))
    ]
  });
}

/** Returns a dot for each case, and its score beside it; before the dot where the path is longer than *end*. */
function caseMarks(
  cases: readonly Case[],
  score: (length: number) => number,
  end: number
): Plot.Markish[] {
  const lengthOf = ({pathLengths}: Case): number => mean(pathLengths);
  const at = {x: lengthOf, y: (event: Case) => score(lengthOf(event))};
  const label = (some: readonly Case[], dx: number, textAnchor: "start" | "end") =>
    Plot.text(some, {
      ...at,
      dx,
      dy: -15,
      textAnchor,
      text: ({event}: Case) => formatScore(event.score),
      className: "strong"
    });
  return [
    Plot.dot(cases, {...at, r: 5, fill: {value: caseColor, scale: null}}),
    label(
      cases.filter((event) => lengthOf(event) <= end),
      7,
      "start"
    ),
    label(
      cases.filter((event) => lengthOf(event) > end),
      0,
      "end"
    )
  ];
}
