import * as Plot from "@observablehq/plot";
import {chart, ink} from "../charts/plot.js";
import type {Chart} from "../charts/plot.js";
import {svgElement} from "../kit/element.js";
import {formatBytes, formatCount, formatHours, formatScore} from "../kit/format.js";
import {scoreColor} from "../kit/score-color.js";
import type {EntityHour} from "./entity-data.js";
import {hourInset, timeAxis} from "./time-axis.js";

const hour = 3_600_000;
const row = 36;
const gap = 8;
const opacities = [0.22, 0.35, 0.6];
const quantities = [
  {name: "bytes sent", of: ({bytes_out}: EntityHour) => bytes_out, format: formatBytes},
  {name: "connections", of: ({events}: EntityHour) => events, format: formatCount}
];
const score = "highest score";

/** How to draw the hours of a host. */
export interface HorizonOptions {
  width: number;
  from: number;
  until: number;

  /** The threshold, in (0, 1), and the score at which the ramp ends. */
  threshold: number;
  max: number;

  /** Gets the hours that were dragged over, in ms; the start of the first, the end of the last. */
  onBrush?: (from: number, until: number) => void;
}

/**
 * Draws a host’s hours as a horizon chart: a row each for bytes sent, connections and highest score. A
 * row is folded into three bands of ink; a full band is a third of the row’s highest hour. The score
 * alone has colour.
 */
export function horizon(hours: readonly EntityHour[], options: HorizonOptions): SVGSVGElement {
  const {width, from, until, threshold, max, onBrush} = options;
  const axis = timeAxis(from, until, width);
  const place = {x1: "hour", x2: endOf, insetRight: hourInset(from, until, width)};
  const figure = chart({
    ...axis,
    width,
    height: 3 * (row + gap) + axis.marginBottom,
    marginTop: 0,
    marginBottom: axis.marginBottom + gap,
    ariaLabel: "Bytes sent, connections and highest score by hour",
    y: {domain: [0, 1], axis: null},
    fy: {
      domain: [...quantities.map(({name}) => name), score],
      axis: null,
      padding: 0,
      paddingInner: gap / (row + gap)
    },
    marks: [
      ...quantities.flatMap((quantity) => bandsOf(hours, quantity, place)),
      nameOf(score, score, 0),
      Plot.rect(hours, {
        ...place,
        fy: () => score,
        y1: 0.5 - 7 / row,
        y2: 0.5 + 7 / row,
        fill: {value: (h: EntityHour) => scoreColor(h.score, threshold, max), scale: null},
        title: hourTitle
      })
    ]
  });
  if (onBrush) attachBrush(figure, onBrush);
  return figure;
}

function endOf({hour: start}: EntityHour): number {
  return start + hour;
}

/** Returns the marks of a row: its name, its highest value, and its bands, each over the one before and darker. */
function bandsOf(
  hours: readonly EntityHour[],
  {name, of, format}: (typeof quantities)[number],
  place: object
): Plot.Markish[] {
  const top = Math.max(1, ...hours.map(of));
  const fy = () => name;
  return [
    nameOf(name, name, -6),
    nameOf(name, `to ${format(top)}`, 8, "note"),
    Plot.ruleY([0], {fy, stroke: ink.rule}),
    ...opacities.map((fillOpacity, band) => {
      const height = (h: EntityHour) => Math.min(1, opacities.length * (of(h) / top) - band);
      const reached = hours.filter((h) => height(h) > 0);
      return Plot.rect(reached, {...place, fy, y1: 0, y2: height, fill: ink.strong, fillOpacity});
    })
  ];
}

function nameOf(row: string, text: string, dy: number, className?: string): Plot.Markish {
  const at = {frameAnchor: "left", textAnchor: "end", dx: -10, dy} as const;
  return Plot.text([text], {...at, fy: () => row, text: (name: string) => name, className});
}

function hourTitle({hour: at, score, events, alerts}: EntityHour): string {
  return `${formatHours(at, at + hour)} UTC: ${formatScore(score)}, ${formatCount(alerts)} of ${formatCount(events)} at or above the threshold`;
}

/** Lets the reader drag over hours; a click without a drag does nothing. */
function attachBrush(figure: Chart, onBrush: (from: number, until: number) => void): void {
  const x = figure.scale("x")!;
  const [low, high] = x.range as [number, number];
  const mark = svgElement("rect", {class: "brush", y: 0, height: 3 * (row + gap) - gap, width: 0});
  figure.append(mark);
  figure.classList.add("brushed");
  let start: number | null = null;
  const at = (event: PointerEvent): number =>
    Math.min(high, Math.max(low, event.clientX - figure.getBoundingClientRect().left));
  figure.addEventListener("pointerdown", (event) => {
    start = at(event);
    figure.setPointerCapture(event.pointerId);
  });
  figure.addEventListener("pointermove", (event) => {
    if (start === null) return;
    mark.setAttribute("x", String(Math.min(start, at(event))));
    mark.setAttribute("width", String(Math.abs(at(event) - start)));
  });
  figure.addEventListener("pointerup", (event) => {
    if (start === null) return;
    const [first, last] = [start, at(event)].sort((a, b) => a - b);
    start = null;
    mark.setAttribute("width", "0");
    if (last - first < 4) return;
    const hourAt = (px: number): number => Math.floor(Number(x.invert!(px)) / hour) * hour;
    onBrush(hourAt(first), hourAt(last) + hour);
  });
}
