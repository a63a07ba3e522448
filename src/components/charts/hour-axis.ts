import type {scaleUtc} from "d3-scale";
import {svgElement} from "../kit/element.js";
import {formatDay} from "../kit/format.js";

/** Draws the hours that the width has space for, the day below the first of each. */
export function hourAxis(x: ReturnType<typeof scaleUtc<number, number>>, y: number): SVGElement {
  const [from, until] = x.range();
  const axis = svgElement("g", {
    class: "axis",
    transform: `translate(0,${y})`,
    "aria-hidden": "true"
  });
  let day = "";
  for (const tick of x.ticks(Math.max(2, Math.floor((until - from) / 110)))) {
    const at = x(tick);
    axis.append(
      svgElement("text", {x: at, y: 15, "text-anchor": "middle"}, tick.toISOString().slice(11, 16))
    );
    const today = formatDay(tick.getTime());
    if (today !== day)
      axis.append(svgElement("text", {x: at, y: 28, "text-anchor": "middle"}, today));
    day = today;
  }
  return axis;
}
