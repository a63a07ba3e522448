import * as Plot from "@observablehq/plot";
import {chart, ink} from "../charts/plot.js";
import {clipMiddle} from "../kit/clip.js";
import {formatTime, visible} from "../kit/format.js";
import type {FirstSeen} from "./entity-data.js";
import {timeAxis} from "./time-axis.js";

const row = 26;
const kinds = ["service", "port", "destination"] as const;

/** How to draw first uses. */
export interface FirstSeenOptions {
  width: number;
  from: number;
  until: number;

  /** The end of the training window, in ms. */
  trainedUntil: number;
}

/**
 * Draws when a host first used each service, port and destination. What lies in the grey is the training
 * window: a model cannot call new there what it was trained on.
 */
export function firstSeenMarks(
  firsts: readonly FirstSeen[],
  {width, from, until, trainedUntil}: FirstSeenOptions
): SVGSVGElement {
  const axis = timeAxis(from, until, width);
  const end = Math.min(until, Math.max(from, trainedUntil));
  const shown = firsts.filter(({first}) => first >= from && first < until);
  const nameOf = (kind: string) =>
    `${kind}s, ${firsts.find((first) => first.kind === kind)?.of ?? 0}`;
  const marks = (isNew: boolean, stroke: string, strokeWidth: number) =>
    Plot.ruleX(
      shown.filter(({first}) => first >= trainedUntil === isNew),
      {x: "first", fy: "kind", y1: 5, y2: 21, stroke, strokeWidth, title: titleOf, tip: "x"}
    );
  return chart({
    ...axis,
    width,
    height: kinds.length * row + axis.marginBottom,
    marginTop: 0,
    ariaLabel: "First use of services, ports and destinations",
    y: {domain: [row, 0], axis: null},
    fy: {domain: kinds, axis: null, padding: 0},
    marks: [
      Plot.rect([{from, end}], {x1: "from", x2: "end", className: "training"}),
      Plot.text(kinds, {
        fy: (kind: string) => kind,
        frameAnchor: "left",
        textAnchor: "end",
        dx: -10,
        text: nameOf
      }),
      Plot.ruleY([row / 2], {stroke: ink.rule, shapeRendering: "crispEdges"}),
      marks(false, ink.faint, 1),
      marks(true, ink.strong, 2)
    ]
  });
}

function titleOf({value, first}: FirstSeen): string {
  return `${clipMiddle(visible(value), 60)}: ${formatTime(first)} UTC`;
}
