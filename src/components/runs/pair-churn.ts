import {scaleLinear, scaleLog} from "d3-scale";
import {line as path} from "d3-shape";
import type {RunComparison} from "../../core/schema/run-pairs.js";
import {element, svgElement} from "../kit/element.js";
import {formatCount, formatShare} from "../kit/format.js";
import {responsive} from "../kit/responsive.js";

const [left, right, top, bottom, height] = [44, 34, 18, 34, 220];

/** Draws the share of the n strangest events that both runs agree on, for n in powers of ten. */
export function churnFigure({churn, alerts}: RunComparison): HTMLElement {
  if (churn.length === 0) return element("p", {class: "about"}, "Too few events in common.");
  return element(
    "figure",
    {},
    responsive((width) => drawChurn(churn, alerts.after, width))
  );
}

type Cut = RunComparison["churn"][number];

const share = ({n, shared}: Cut): number => shared / n;

function drawChurn(churn: readonly Cut[], alerts: number, width: number): SVGSVGElement {
  const [first, last] = [churn[0].n, churn[churn.length - 1].n];
  const x = scaleLog([first, Math.max(last, 1.01 * first)], [left, width - right]);
  const y = scaleLinear([0, 1], [height - bottom, top]);
  const said = churn.map((cut) => `${formatShare(share(cut))} of ${formatCount(cut.n)}`);
  const svg = svgElement("svg", {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    "aria-label": `Shared among the strangest: ${said.join(", ")}`
  });
  const curve = path<Cut>(
    (cut) => x(cut.n),
    (cut) => y(share(cut))
  );
  const marked = first <= alerts && alerts <= last;
  svg.append(
    shareAxis(y, width),
    ...(marked ? [alertMark(x(alerts), alerts)] : []),
    svgElement("path", {class: "own-curve", d: curve(churn)}),
    ...churn.map((cut) => dot(cut, x(cut.n), y(share(cut)))),
    ...churn.filter(({n}) => String(n).startsWith("1")).map(({n}) => tick(x(n), formatCount(n))),
    svgElement("text", {x: width - right, y: height - 4, "text-anchor": "end"}, "n strangest →")
  );
  return svg;
}

function dot(cut: Cut, cx: number, cy: number): SVGElement {
  const said = `${formatCount(cut.shared)} of the ${formatCount(cut.n)} strangest`;
  return svgElement("circle", {class: "own-dot", cx, cy, r: 3.5}, svgElement("title", {}, said));
}

function tick(x: number, text: string): SVGElement {
  return svgElement("text", {x, y: height - 19, "text-anchor": "middle"}, text);
}

function alertMark(x: number, alerts: number): SVGElement {
  const text = `${formatCount(alerts)} alerts`;
  return svgElement(
    "g",
    {},
    svgElement("line", {class: "line", x1: x, x2: x, y1: top - 4, y2: height - bottom}),
    svgElement("text", {class: "accent", x, y: 9, "text-anchor": "middle"}, text)
  );
}

function shareAxis(y: (share: number) => number, width: number): SVGElement {
  const axis = svgElement("g", {"aria-hidden": "true"});
  for (const tick of [0, 0.25, 0.5, 0.75, 1]) {
    const at = y(tick);
    axis.append(
      svgElement("line", {class: "hairline", x1: left, x2: width - right, y1: at, y2: at}),
      svgElement(
        "text",
        {x: left - 6, y: at, dy: "0.32em", "text-anchor": "end"},
        formatShare(tick)
      )
    );
  }
  return axis;
}
