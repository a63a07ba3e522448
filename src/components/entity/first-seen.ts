import {svgElement} from "../kit/element.js";
import {figureOf, rowName, timeAxis, timeScale} from "./time-axis.js";
import type {FirstSeen} from "./entity-data.js";
import {formatTime, visible} from "../kit/format.js";
import {clipMiddle} from "../kit/clip.js";

const row = 26;
const kinds = ["service", "port", "destination"] as const;

/** How to draw first uses. */
export interface FirstsOptions {
  width: number;
  from: number;
  until: number;
  /** The end of the training window, in ms. */
  trainedUntil: number;
}

/**
 * Draws when a host first used each service, port and peer. What lies in the grey is the training
 * window: a model cannot call new there what it was trained on.
 */
export function firstMarks(
  firsts: readonly FirstSeen[],
  {width, from, until, trainedUntil}: FirstsOptions
): SVGSVGElement {
  const x = timeScale(from, until, width);
  const svg = figureOf(width, kinds.length * row + 34, "First use of services, ports and peers");
  const [left, right] = x.range();
  const end = Math.min(right, Math.max(left, x(trainedUntil)));
  svg.append(
    svgElement("rect", {
      class: "training",
      x: left,
      width: end - left,
      y: 0,
      height: kinds.length * row
    })
  );
  kinds.forEach((kind, i) => {
    const y = i * row + row / 2;
    const of = firsts.find((first) => first.kind === kind)?.of ?? 0;
    svg.append(rowName(`${kind}s, ${of}`, y));
    svg.append(svgElement("line", {class: "hairline", x1: left, x2: right, y1: y, y2: y}));
    for (const mark of firsts.filter((first) => first.kind === kind)) {
      if (mark.first < from || mark.first >= until) continue;
      const at = x(mark.first);
      const title = svgElement(
        "title",
        {},
        `${clipMiddle(visible(mark.value), 60)}: ${formatTime(mark.first)} UTC`
      );
      svg.append(
        svgElement(
          "line",
          {
            class: mark.first >= trainedUntil ? "first new" : "first",
            x1: at,
            x2: at,
            y1: y - 8,
            y2: y + 8
          },
          title
        )
      );
    }
  });
  svg.append(timeAxis(x, kinds.length * row));
  return svg;
}
