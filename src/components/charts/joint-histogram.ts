import * as Plot from "@observablehq/plot";
import {extent, max} from "d3-array";
import type {ModelsPage} from "../../core/schema/models-page.js";
import {formatCount} from "../kit/format.js";
import {chart, ink} from "./plot.js";

/** How to draw a joint histogram. */
export interface JointHistogramOptions {
  /** The width, and about the height, in pixels. */
  width: number;

  /** The names of the two models: across and up. */
  names: readonly string[];
}

type Cell = ModelsPage["agreement"]["joint"]["cells"][number];

/** Draws how often each pair of scores occurs: one model across, the other up, log counts as ink. */
export function jointHistogram(
  {joint: {bins, from, to, cells}}: Pick<ModelsPage["agreement"], "joint">,
  {width, names}: JointHistogramOptions
): SVGSVGElement {
  const [low = 0, high = bins - 1] = extent(cells.flatMap(([i, j]) => [i, j]));
  const score = (bin: number, axis: 0 | 1): number =>
    from[axis] + (bin / bins) * (to[axis] - from[axis]);
  const scale = (axis: 0 | 1): Plot.ScaleOptions => ({
    domain: [score(low, axis), score(high + 1, axis)],
    ticks: 5,
    tickFormat: (tick: number) => String(Number(tick.toFixed(3)))
  });
  const range = (bin: number, axis: 0 | 1): string =>
    `${names[axis]} ${score(bin, axis).toFixed(2)} to ${score(bin + 1, axis).toFixed(2)}`;
  return chart({
    width,
    height: width + 6, // square between the margins
    ariaLabel: `joint histogram of the scores of ${names.join(" and ")}`,
    marginTop: 22,
    marginRight: 12,
    marginBottom: 36,
    marginLeft: 40,
    x: scale(0),
    y: scale(1),
    opacity: {type: "log", domain: [1, Math.max(10, max(cells, ([, , n]) => n) ?? 1)], range: [0.1, 1]}, // prettier-ignore
    marks: [
      Plot.rect(cells, {
        x1: ([i]: Cell) => score(i, 0),
        x2: ([i]: Cell) => score(i + 1, 0),
        y1: ([, j]: Cell) => score(j, 1),
        y2: ([, j]: Cell) => score(j + 1, 1),
        insetRight: 0.5,
        insetBottom: 0.5,
        fillOpacity: ([, , n]: Cell) => n,
        fill: ink.strong,
        title: ([i, j, n]: Cell) => `${formatCount(n)} events: ${range(i, 0)} and ${range(j, 1)}`
      }),
      Plot.frame({anchor: "bottom", className: "hairline"}),
      Plot.frame({anchor: "left", className: "hairline"}),
      Plot.text([`${names[0]} →`], {frameAnchor: "bottom-right", dy: 32, className: "strong"}),
      Plot.text([`↑ ${names[1]}`], {frameAnchor: "top-left", dx: -40, dy: -20, className: "strong"})
    ]
  });
}
