import {cumsum, extent, range, sort} from "d3-array";
import {scaleLinear} from "d3-scale";
import type {MethodPage} from "../../core/schema/method.js";
import {svgElement} from "../kit/element.js";
import {formatSigned} from "../kit/format.js";
import {caseColor, featureLabel, featureValue, mean, readCase} from "./worked-example.js";

const row = 25;
const tall = 36; // the height of a row with its name above the bar

/**
 * Draws what each feature adds to the path of the most anomalous event, in levels: from the mean of the
 * training rows, step by step, to the event’s own mean path length.
 */
export function contributionSteps(page: MethodPage, {width}: {width: number}): SVGElement {
  const event = readCase(page, "anomalous");
  const order = sort(range(event.contributions.length), (j) => event.contributions[j]);
  const ends = cumsum([event.base, ...order.map((j) => event.contributions[j])]);
  const narrow = width < 480;
  const [left, right, step] = narrow ? [0, width - 8, tall] : [270, width - 54, row];
  const x = scaleLinear(extent([...ends]) as [number, number], [left + 8, right]).nice();
  const height = (order.length + 2) * step + 8;
  const svg = svgElement("svg", {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    "aria-label": "contributions to the path length"
  });

  function line(i: number, name: string, value: string, draw: (y: number) => SVGElement[]): void {
    const y = i * step + (narrow ? 25 : row / 2);
    const text = {y: narrow ? y - 17 : y, dy: "0.35em"};
    svg.append(
      svgElement(
        "text",
        {...(narrow ? {x: 0} : {x: left - 12, "text-anchor": "end"}), ...text},
        name
      ),
      ...draw(y),
      svgElement("text", {class: "strong", x: width, "text-anchor": "end", ...text}, value)
    );
  }

  function dot(level: number): (y: number) => SVGElement[] {
    return (y) => [svgElement("circle", {class: "dot", cx: x(level), cy: y, r: 4})];
  }

  line(0, "mean of the training rows", event.base.toFixed(2), dot(event.base));
  order.forEach((j, i) => {
    const [from, to] = [ends[i], ends[i + 1]];
    const name = `${featureLabel(page, j)}, ${featureValue(page, j, event.row[j])}`;
    line(i + 1, name, formatSigned(event.contributions[j]), (y) => {
      const hairline = {class: "hairline", x1: x(to), x2: x(to), y1: y, y2: y + step};
      const bar = stepBar(x(from), x(to), y);
      bar.style.fill = to < from ? caseColor(event) : "var(--lower)";
      return [svgElement("line", hairline), bar];
    });
  });
  const own = mean(event.pathLengths);
  line(order.length + 1, "this event", own.toFixed(2), dot(own));
  return svg;
}

/** A bar between two places, at least a pixel wide. */
function stepBar(from: number, to: number, y: number): SVGElement {
  const width = Math.max(1, Math.abs(to - from));
  return svgElement("rect", {x: Math.min(from, to), y: y - 6.5, width, height: 13});
}
