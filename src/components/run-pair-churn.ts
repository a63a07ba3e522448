import {line as path, scaleLinear, scaleLog} from "d3";
import type {RunComparison} from "../core/schema/run-pairs.js";
import {element, svgElement} from "./element.js";
import {formatCount, formatShare} from "./format.js";
import {responsive} from "./responsive.js";

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

function drawChurn(churn: RunComparison["churn"], alerts: number, width: number): SVGSVGElement {
  const last = churn[churn.length - 1].n;
  const x = scaleLog([churn[0].n, Math.max(last, 1.01 * churn[0].n)], [left, width - right]);
  const y = scaleLinear([0, 1], [height - bottom, top]);
  const share = ({n, shared}: RunComparison["churn"][number]) => shared / n;
  const said = churn.map((cut) => `${formatShare(share(cut))} of ${formatCount(cut.n)}`);
  const svg = svgElement("svg", {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    "aria-label": `Shared among the strangest: ${said.join(", ")}`
  });
  for (const tick of [0, 0.25, 0.5, 0.75, 1]) {
    svg.append(
      svgElement("line", {
        class: "hairline",
        x1: left,
        x2: width - right,
        y1: y(tick),
        y2: y(tick)
      }),
      svgElement(
        "text",
        {x: left - 6, y: y(tick), dy: "0.32em", "text-anchor": "end"},
        formatShare(tick)
      )
    );
  }
  if (alerts >= churn[0].n && alerts <= last) {
    svg.append(
      svgElement("line", {
        class: "line",
        x1: x(alerts),
        x2: x(alerts),
        y1: top - 4,
        y2: height - bottom
      }),
      svgElement(
        "text",
        {class: "accent", x: x(alerts), y: 9, "text-anchor": "middle"},
        `${formatCount(alerts)} alerts`
      )
    );
  }
  const curve = path<RunComparison["churn"][number]>(
    (cut) => x(cut.n),
    (cut) => y(share(cut))
  );
  svg.append(svgElement("path", {class: "own-curve", d: curve(churn)}));
  for (const cut of churn) {
    const dot = svgElement("circle", {class: "own-dot", cx: x(cut.n), cy: y(share(cut)), r: 3.5});
    dot.append(
      svgElement("title", {}, `${formatCount(cut.shared)} of the ${formatCount(cut.n)} strangest`)
    );
    svg.append(dot);
    if (Number.isInteger(Math.log10(cut.n)))
      svg.append(
        svgElement(
          "text",
          {x: x(cut.n), y: height - 19, "text-anchor": "middle"},
          formatCount(cut.n)
        )
      );
  }
  svg.append(
    svgElement("text", {x: width - right, y: height - 4, "text-anchor": "end"}, "n strangest →")
  );
  return svg;
}
