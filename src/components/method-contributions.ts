import * as d3 from "d3";
import type {MethodPage} from "../core/schema/published.js";
import {svgElement} from "./element.js";
import {formatSigned} from "./format.js";
import {caseColor, featureLabel, featureValue, mean, readCase} from "./method-case.js";

const row = 25;

/**
 * Draws what each feature adds to the path of the strange event, in levels: from the mean of the
 * training rows, step by step, to the event’s own mean path length.
 */
export function contributionSteps(page: MethodPage, {width}: {width: number}): SVGElement {
  const event = readCase(page, "strange");
  const order = d3.sort(d3.range(event.contributions.length), (j) => event.contributions[j]);
  const ends = d3.cumsum([event.base, ...order.map((j) => event.contributions[j])]);
  const left = Math.min(270, width * 0.5);
  const x = d3.scaleLinear(d3.extent([...ends]) as [number, number], [left + 8, width - 54]).nice();
  const height = (order.length + 2) * row + 8;
  const svg = svgElement("svg", {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    "aria-label": "contributions to the path length"
  });

  function line(i: number, name: string, value: string, draw: (y: number) => SVGElement[]): void {
    const y = i * row + row / 2;
    svg.append(
      svgElement("text", {x: left - 12, y, dy: "0.35em", "text-anchor": "end"}, name),
      ...draw(y),
      svgElement("text", {class: "strong", x: width, y, dy: "0.35em", "text-anchor": "end"}, value)
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
      const bar = svgElement("rect", {
        x: x(Math.min(from, to)),
        y: y - 6.5,
        width: Math.max(1, Math.abs(x(to) - x(from))),
        height: 13
      });
      bar.style.fill = to < from ? caseColor(event) : "var(--lower)";
      return [
        svgElement("line", {class: "hairline", x1: x(to), x2: x(to), y1: y, y2: y + row}),
        bar
      ];
    });
  });
  const own = mean(event.pathLengths);
  line(order.length + 1, "this event", own.toFixed(2), dot(own));
  return svg;
}
