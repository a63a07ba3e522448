import {min} from "d3-array";
import {scaleLinear, scaleLog} from "d3-scale";
import type {ScaleLinear, ScaleLogarithmic} from "d3-scale";
import {line} from "d3-shape";
import type {PrefixAgreement} from "../../core/evaluation/prefix-agreement.js";
import {svgElement} from "../kit/element.js";

/** Which of the two numbers is drawn. */
export type Quantity = "order" | "overlap";

/**
 * Draws how alike parts of the forest are by their number of trees: a dashed line against the whole, a
 * full one against as many other trees.
 */
export function treesFigure(
  curve: readonly PrefixAgreement[],
  {width, quantity}: {width: number; quantity: Quantity}
): SVGElement {
  const height = 240;
  const right = width - 118;
  const most = curve.at(-1)?.trees ?? 1;
  const x = scaleLog([1, Math.max(2, most)], [34, right]);
  const values = curve.flatMap(({whole, others}) => [whole[quantity], others?.[quantity] ?? null]);
  const known = values.filter((value) => value !== null);
  const low = Math.min(0.9, min(known) ?? 0);
  const y = scaleLinear([low, 1], [height - 28, 12]).nice(4);
  const svg = svgElement("svg", {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    "aria-label": `${quantity === "order" ? "rank correlation" : "shared strangest events"} by number of trees`
  });
  for (const tick of y.ticks(4)) {
    svg.append(
      svgElement("line", {class: "hairline", x1: 34, x2: right, y1: y(tick), y2: y(tick)}),
      svgElement("text", {x: 28, y: y(tick), dy: "0.35em", "text-anchor": "end"}, String(tick))
    );
  }
  let before = -Infinity;
  for (const {trees} of curve) {
    if (x(trees) - before < 26 && trees !== most) continue;
    before = x(trees);
    svg.append(
      svgElement("text", {x: before, y: height - 8, "text-anchor": "middle"}, String(trees))
    );
  }
  const line = (name: string, read: (at: PrefixAgreement) => number | null, dash: string | null) =>
    seriesOf(curve, read, {x, y, name, dash});
  svg.append(
    ...line("with the whole", (at) => at.whole[quantity], "4 3"),
    ...line("with other trees", (at) => at.others?.[quantity] ?? null, null)
  );
  return svg;
}

/** How a line is drawn. */
interface SeriesOptions {
  x: ScaleLogarithmic<number, number>;
  y: ScaleLinear<number, number>;
  name: string;
  dash: string | null;
}

function seriesOf(
  curve: readonly PrefixAgreement[],
  read: (at: PrefixAgreement) => number | null,
  {x, y, name, dash}: SeriesOptions
): SVGElement[] {
  const points = curve.flatMap((at): [number, number][] => {
    const value = read(at);
    return value === null ? [] : [[x(at.trees), y(value)]];
  });
  const last = points.at(-1);
  if (!last) return [];
  return [
    svgElement("path", {
      class: "curve",
      d: line()(points),
      fill: "none",
      "stroke-dasharray": dash
    }),
    ...points.map(([cx, cy]) => svgElement("circle", {class: "dot", cx, cy, r: 2.2})),
    svgElement("text", {class: "strong", x: last[0] + 7, y: last[1], dy: dash ? "-0.2em" : "0.8em"}, name) // prettier-ignore
  ];
}
