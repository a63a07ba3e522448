import {scaleLinear} from "d3-scale";
import type {RankTest} from "../../core/evaluation/friedman.js";
import {svgElement} from "../kit/element.js";
import {orderOf} from "./suite-sentence.js";

const step = 22;
const [top, left, bar] = [46, 158, 13];

/** How to draw the diagram. */
export interface CriticalDifferenceOptions {
  /** The width of the figure, in pixels. */
  width: number;

  /** The names of the detectors, in the order of the ranks. */
  detectors: readonly string[];
}

/**
 * Draws the average ranks of detectors, the best first, on an axis of ranks, above it the critical difference to scale; to the right a bar
 * beside each group that does not differ. Rows instead of the usual lines to the sides, so that names fit on a narrow page.
 */
export function criticalDifference(
  {ranks, criticalDifference: difference, groups}: RankTest,
  {width, detectors}: CriticalDifferenceOptions
): SVGSVGElement {
  const order = orderOf(ranks);
  const right = width - 40 - groups.length * bar;
  const x = scaleLinear([1, detectors.length], [left + 8, right]);
  const height = top + order.length * step + 4;
  const middle = (row: number) => top + row * step + step / 2;
  const svg = svgElement("svg", {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    "aria-label": `Average ranks: ${order.map((i) => `${detectors[i]} ${ranks[i].toFixed(2)}`).join(", ")}`
  });
  svg.append(...axis(x, height, detectors.length));
  if (difference !== null) svg.append(ruler(x, Math.min(difference, detectors.length - 1), difference)); // prettier-ignore
  order.forEach((i, row) => {
    const y = middle(row);
    svg.append(
      svgElement("text", {x: left - 8, y, dy: "0.35em", "text-anchor": "end"}, detectors[i]),
      svgElement("line", {class: "hairline", x1: left, x2: x(ranks[i]), y1: y, y2: y}),
      svgElement("circle", {class: "rank", cx: x(ranks[i]), cy: y, r: 4}),
      svgElement("text", {class: "strong", x: x(ranks[i]) + 8, y, dy: "0.35em"}, ranks[i].toFixed(2)) // prettier-ignore
    );
  });
  groups.forEach((group, column) => {
    const rows = group.map((i) => order.indexOf(i));
    const at = right + 38 + column * bar;
    const [from, to] = [middle(Math.min(...rows)) - 7, middle(Math.max(...rows)) + 7];
    svg.append(svgElement("line", {class: "group", x1: at, x2: at, y1: from, y2: to}));
  });
  return svg;
}

function axis(x: (rank: number) => number, height: number, detectors: number): SVGElement[] {
  const ticks = Array.from({length: detectors}, (_, i) => i + 1);
  const shown = ticks.filter((tick) => x(2) - x(1) > 16 || tick % 2 === 1);
  return shown.flatMap((tick) => [
    svgElement("line", {class: "hairline", x1: x(tick), x2: x(tick), y1: top - 6, y2: height}),
    svgElement("text", {x: x(tick), y: top - 12, "text-anchor": "middle"}, tick)
  ]);
}

/** Returns the critical difference to scale, above the axis. */
function ruler(x: (rank: number) => number, shown: number, difference: number): SVGElement {
  const [from, to, y] = [x(1), x(1 + shown), 18];
  return svgElement(
    "g",
    {},
    svgElement("line", {class: "group", x1: from, x2: to, y1: y, y2: y}),
    svgElement("text", {x: from, y: y - 7}, `critical difference ${difference.toFixed(2)}`)
  );
}
