import type {MethodPage} from "../../core/schema/method.js";
import {svgElement} from "../kit/element.js";
import {caseColor, featureLabel, featureValue, readCase} from "./worked-example.js";

const row = 26;
const tall = 38; // the height of a row with its label above the strip

/**
 * Draws every feature as a strip from the least to the greatest value of the drawn events: a tick an
 * event, and the most anomalous event marked with its value.
 */
export function featureStrips(page: MethodPage, {width}: {width: number}): SVGElement {
  const anomalous = readCase(page, "anomalous");
  const narrow = width < 480;
  const [left, right] = narrow ? [6, 6] : [196, 112];
  const height = page.features.length * (narrow ? tall : row);
  const svg = svgElement("svg", {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    "aria-label": `${page.features.length} features of ${page.normal.length} events`
  });
  page.features.forEach((_, j) => {
    const values = page.normal.map((event) => event.row[j]);
    const own = anomalous.row[j];
    const low = Math.min(own, ...values);
    const high = Math.max(own, ...values);
    const x = (value: number): number =>
      left + (high > low ? (value - low) / (high - low) : 0.5) * (width - left - right);
    const y = narrow ? j * tall + 25 : j * row + row / 2;
    const text = narrow ? y - 17 : y;
    const path = values.map((value) => `M${x(value).toFixed(1)},${y - 5}v10`).join("");
    const mark = svgElement("circle", {cx: x(own), cy: y, r: 4.5});
    mark.style.fill = caseColor(anomalous);
    svg.append(
      svgElement(
        "text",
        {...(narrow ? {x: 0} : {x: left - 14, "text-anchor": "end"}), y: text, dy: "0.35em"},
        featureLabel(page, j)
      ),
      svgElement("line", {class: "hairline", x1: left, x2: width - right, y1: y, y2: y}),
      svgElement("path", {class: "ticks", d: path}),
      mark,
      svgElement(
        "text",
        {class: "strong", x: width, y: text, dy: "0.35em", "text-anchor": "end"},
        featureValue(page, j, own)
      )
    );
  });
  return svg;
}
