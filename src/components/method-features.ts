import type {MethodPage} from "../core/schema/published.js";
import {svgElement} from "./element.js";
import {caseColor, featureLabel, featureValue, readCase} from "./method-case.js";

const row = 26;

/**
 * Draws every feature as a strip from the least to the greatest value of the drawn events: a tick an
 * event, and the strange event marked with its value.
 */
export function featureStrips(page: MethodPage, {width}: {width: number}): SVGElement {
  const strange = readCase(page, "strange");
  const left = Math.min(196, width * 0.44);
  const right = 112;
  const height = page.features.length * row;
  const svg = svgElement("svg", {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    "aria-label": `${page.features.length} features of ${page.ordinary.length} events`
  });
  page.features.forEach((_, j) => {
    const values = page.ordinary.map((event) => event.row[j]);
    const own = strange.row[j];
    const low = Math.min(own, ...values);
    const high = Math.max(own, ...values);
    const x = (value: number): number =>
      left + (high > low ? (value - low) / (high - low) : 0.5) * (width - left - right);
    const y = j * row + row / 2;
    const path = values.map((value) => `M${x(value).toFixed(1)},${y - 5}v10`).join("");
    const mark = svgElement("circle", {cx: x(own), cy: y, r: 4.5});
    mark.style.fill = caseColor(strange);
    svg.append(
      svgElement(
        "text",
        {x: left - 14, y, dy: "0.35em", "text-anchor": "end"},
        featureLabel(page, j)
      ),
      svgElement("line", {class: "hairline", x1: left, x2: width - right, y1: y, y2: y}),
      svgElement("path", {class: "ticks", d: path}),
      mark,
      svgElement(
        "text",
        {class: "strong", x: width, y, dy: "0.35em", "text-anchor": "end"},
        featureValue(page, j, own)
      )
    );
  });
  return svg;
}
