import {extent, max} from "d3-array";
import {scaleLinear, scaleLog} from "d3-scale";
import type {ScaleLinear} from "d3-scale";
import type {ModelsPage} from "../../core/schema/models-page.js";
import {svgElement} from "../kit/element.js";
import {formatCount} from "../kit/format.js";

/** How to draw a joint histogram. */
export interface JointHistogramOptions {
  /** The width, and about the height, in pixels. */
  width: number;

  /** The names of the two models: across and up. */
  names: readonly string[];
}

/** Draws how often each pair of scores occurs: one model across, the other up, log counts as ink. */
export function jointHistogram(
  {joint: {bins, from, to, cells}}: Pick<ModelsPage["agreement"], "joint">,
  {width, names}: JointHistogramOptions
): SVGElement {
  const [left, bottom, side] = [40, 36, width - 52];
  const used = cells.flatMap(([i, j]) => [i, j]);
  const [low = 0, high = bins - 1] = extent(used);
  const place = scaleLinear([low, high + 1], [0, side]);
  const height = side + bottom + 22;
  const svg = svgElement("svg", {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    "aria-label": `joint histogram of the scores of ${names.join(" and ")}`
  });
  const most = max(cells, ([, , n]) => n) ?? 1;
  const ink = scaleLog([1, Math.max(10, most)], [0.1, 1]);
  const cell = place(low + 1);
  for (const [i, j, n] of cells) {
    const mark = svgElement("rect", {
      x: left + place(i),
      y: 22 + side - place(j) - cell,
      width: cell - 0.5,
      height: cell - 0.5,
      "fill-opacity": ink(n).toFixed(3),
      class: "ink"
    });
    mark.append(
      svgElement("title", {}, `${formatCount(n)} events: ${range(i, 0)} and ${range(j, 1)}`)
    );
    svg.append(mark);
  }

  function score(bin: number, axis: 0 | 1): number {
    return from[axis] + (bin / bins) * (to[axis] - from[axis]);
  }

  function range(bin: number, axis: 0 | 1): string {
    return `${names[axis]} ${score(bin, axis).toFixed(2)} to ${score(bin + 1, axis).toFixed(2)}`;
  }

  for (const axis of [0, 1] as const) {
    const scores: [number, number] = [score(low, axis), score(high + 1, axis)];
    svg.append(...ticks(axis, scaleLinear(scores, [0, side]), {left, side}));
  }
  svg.append(...frame({left, side, height, names}));
  return svg;
}

function ticks(
  axis: 0 | 1,
  scale: ScaleLinear<number, number>,
  {left, side}: {left: number; side: number}
): SVGElement[] {
  return scale.ticks(5).map((tick) => {
    const at =
      axis === 0
        ? {x: left + scale(tick), y: 22 + side + 15, "text-anchor": "middle"}
        : {x: left - 7, y: 22 + side - scale(tick) + 4, "text-anchor": "end"};
    return svgElement("text", at, String(Number(tick.toFixed(3))));
  });
}

/** The two axes and whose they are. */
function frame({
  left,
  side,
  height,
  names
}: {
  left: number;
  side: number;
  height: number;
  names: readonly string[];
}): SVGElement[] {
  const bottom = 22 + side;
  return [
    svgElement("line", {class: "hairline", x1: left, x2: left + side, y1: bottom, y2: bottom}),
    svgElement("line", {class: "hairline", x1: left, x2: left, y1: 22, y2: bottom}),
    svgElement(
      "text",
      {class: "strong", x: left + side, y: height - 3, "text-anchor": "end"},
      `${names[0]} →`
    ),
    svgElement("text", {class: "strong", x: 0, y: 11}, `↑ ${names[1]}`)
  ];
}
