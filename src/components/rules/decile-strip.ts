import {element, svgElement} from "../kit/element.js";
import {formatCount} from "../kit/format.js";

const [width, height, gap] = [70, 16, 1];

/** Draws flows by decile of the score as ten bars, the most anomalous tenth first; a dash without a flow. */
export function decileStrip(deciles: readonly number[]): Element {
  const max = Math.max(0, ...deciles);
  if (max === 0) return element("span", {class: "faint"}, "–");
  const total = deciles.reduce((sum, n) => sum + n, 0);
  const text = `of ${formatCount(total)} flows, from the most anomalous tenth of all events to the least: ${deciles.map(formatCount).join(", ")}`;
  const step = width / deciles.length;
  const bars = deciles.map((n, i) => {
    const tall = n === 0 ? 0.75 : Math.max(1.5, (n / max) * height);
    return svgElement("rect", {
      x: i * step,
      y: height - tall,
      width: step - gap,
      height: tall,
      class: n === 0 ? "none" : null
    });
  });
  const figure = svgElement("svg", {class: "deciles", width, height, role: "img", "aria-label": text}, ...bars); // prettier-ignore
  figure.prepend(svgElement("title", {}, text));
  return figure;
}
