import {svgElement} from "../kit/element.js";
import {figureOf, rowName, timeAxis, timeScale} from "./time-axis.js";
import type {EntityHour} from "./entity-data.js";
import {formatBytes, formatCount, formatHours, formatScore} from "../kit/format.js";
import {scoreColor} from "../kit/score-color.js";

const hour = 3_600_000;
const row = 36;
const bands = 3;

/** How to draw the hours of a host. */
export interface HorizonOptions {
  width: number;
  from: number;
  until: number;
  /** The line, in (0, 1), and the score at which the ramp ends. */
  threshold: number;
  max: number;
  /** Is told which hours were dragged over, in ms; the start of the first, the end of the last. */
  onBrush?: (from: number, until: number) => void;
}

/**
 * Draws a host’s hours as a horizon chart: a row each for bytes sent, connections and highest score. A
 * row is folded into three bands of ink; a full band is a third of the row’s highest hour. The score
 * alone has colour.
 */
export function horizon(hours: readonly EntityHour[], options: HorizonOptions): SVGSVGElement {
  const {width, from, until, threshold, max, onBrush} = options;
  const x = timeScale(from, until, width);
  const svg = figureOf(
    width,
    3 * (row + 8) + 34,
    "Bytes sent, connections and highest score by hour"
  );
  const place = (at: number): {x: number; width: number} => {
    const left = x(at);
    return {x: left, width: Math.max(1, x(at + hour) - left - 0.5)};
  };
  const rows = [
    {name: "bytes sent", of: (h: EntityHour) => h.bytes_out, format: formatBytes},
    {name: "connections", of: (h: EntityHour) => h.events, format: formatCount}
  ];
  rows.forEach(({name, of, format}, i) => {
    const y = i * (row + 8);
    const top = Math.max(1, ...hours.map(of));
    svg.append(rowName(name, y + row / 2 - 6), rowNote(`to ${format(top)}`, y + row / 2 + 8));
    svg.append(
      svgElement("line", {
        class: "hairline",
        x1: x.range()[0],
        x2: x.range()[1],
        y1: y + row,
        y2: y + row
      })
    );
    for (const h of hours) svg.append(...inkOf(of(h) / top, {...place(h.hour), y}));
  });
  const y = 2 * (row + 8);
  svg.append(rowName("highest score", y + row / 2));
  for (const h of hours) {
    const style = `fill:${scoreColor(h.score, threshold, max)}`;
    svg.append(
      svgElement("rect", {...place(h.hour), y: y + row / 2 - 7, height: 14, style}, hourTitle(h))
    );
  }
  svg.append(timeAxis(x, y + row));
  if (onBrush) attachBrush(svg, x, onBrush);
  return svg;
}

/** Returns the bands of a value in [0, 1], each over the one before and darker. */
function inkOf(value: number, {x, width, y}: {x: number; width: number; y: number}): SVGElement[] {
  return Array.from({length: bands}, (_, band) => {
    const height = row * Math.min(1, Math.max(0, bands * value - band));
    return {height, band};
  })
    .filter(({height}) => height > 0)
    .map(({height, band}) =>
      svgElement("rect", {class: `ink ink-${band + 1}`, x, width, y: y + row - height, height})
    );
}

function hourTitle({hour: at, score, events, alerts}: EntityHour): SVGElement {
  return svgElement(
    "title",
    {},
    `${formatHours(at, at + hour)} UTC: ${formatScore(score)}, ${formatCount(alerts)} of ${formatCount(events)} above the line`
  );
}

function rowNote(text: string, y: number): SVGElement {
  const note = rowName(text, y);
  note.setAttribute("class", "note");
  return note;
}

/** Lets the reader drag over hours; a click without a way does nothing. */
function attachBrush(
  svg: SVGSVGElement,
  x: ReturnType<typeof timeScale>,
  onBrush: (from: number, until: number) => void
): void {
  const mark = svgElement("rect", {class: "brush", y: 0, height: 3 * (row + 8) - 8, width: 0});
  svg.append(mark);
  svg.classList.add("brushed");
  let start: number | null = null;
  const at = (event: PointerEvent): number => {
    const [low, high] = x.range();
    return Math.min(high, Math.max(low, event.clientX - svg.getBoundingClientRect().left));
  };
  svg.addEventListener("pointerdown", (event) => {
    start = at(event);
    svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener("pointermove", (event) => {
    if (start === null) return;
    mark.setAttribute("x", String(Math.min(start, at(event))));
    mark.setAttribute("width", String(Math.abs(at(event) - start)));
  });
  svg.addEventListener("pointerup", (event) => {
    if (start === null) return;
    const [low, high] = [start, at(event)].sort((a, b) => a - b);
    start = null;
    mark.setAttribute("width", "0");
    if (high - low < 4) return;
    const floor = (ms: number): number => Math.floor(ms / hour) * hour;
    onBrush(floor(x.invert(low).getTime()), floor(x.invert(high).getTime()) + hour);
  });
}
