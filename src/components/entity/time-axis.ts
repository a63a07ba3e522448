import {scaleUtc} from "d3-scale";
import {svgElement} from "../kit/element.js";
import {formatDay} from "../kit/format.js";

/** A scale of time over pixels. */
export type TimeScale = ReturnType<typeof timeScale>;

/** Where names end and figures begin, and what is kept free at the right. */
export const margin = {left: 92, right: 16};

/** Returns the scale that all figures of a host share, so that they stand over one another. */
export function timeScale(from: number, until: number, width: number) {
  return scaleUtc([from, until], [margin.left, Math.max(margin.left + 40, width - margin.right)]);
}

/** Draws the hours that the width has room for, the day below the first of each. */
export function timeAxis(x: TimeScale, y: number): SVGElement {
  const [from, until] = x.range();
  const axis = svgElement("g", {
    class: "axis",
    transform: `translate(0,${y})`,
    "aria-hidden": "true"
  });
  let day = "";
  for (const tick of x.ticks(Math.max(2, Math.floor((until - from) / 110)))) {
    const at = x(tick);
    const clock = tick.toISOString().slice(11, 16);
    axis.append(svgElement("text", {x: at, y: 15, "text-anchor": "middle"}, clock));
    const today = formatDay(tick.getTime());
    if (today !== day)
      axis.append(svgElement("text", {x: at, y: 28, "text-anchor": "middle"}, today));
    day = today;
  }
  return axis;
}

/** Returns an empty figure with its name for those who hear it. */
export function figureOf(width: number, height: number, label: string): SVGSVGElement {
  return svgElement("svg", {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    "aria-label": label
  });
}

/** Returns the name of a row, at its left. */
export function rowName(text: string, y: number): SVGElement {
  return svgElement("text", {x: margin.left - 10, y, dy: "0.35em", "text-anchor": "end"}, text);
}
