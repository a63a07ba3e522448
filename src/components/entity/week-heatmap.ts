import {svgElement} from "../kit/element.js";
import {figureOf, margin, rowName} from "./time-axis.js";
import type {EntityHour} from "./entity-data.js";
import {formatCount} from "../kit/format.js";

const hour = 3_600_000;
const week = 168;
const names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const row = 17;

/** An hour of the week, from Monday 00:00 UTC: in how many weeks it was observed, and the events in all. */
export interface WeekHour {
  observed: number;
  events: number;
}

/** Returns the 168 hours of the week over the log from *first* to *last*. */
export function weekHours(hours: readonly EntityHour[], first: number, last: number): WeekHour[] {
  const cells = Array.from({length: week}, () => ({observed: 0, events: 0}));
  const start = Math.floor(first / hour);
  const count = Math.floor(last / hour) - start + 1;
  for (let i = 0; i < week; ++i) {
    cells[hourOfWeek((start + i) * hour)].observed = Math.max(0, Math.ceil((count - i) / week));
  }
  for (const {hour: at, events} of hours) cells[hourOfWeek(at)].events += events;
  return cells;
}

/** Returns the hour of the week of an instant, from 0, Monday 00:00 UTC. */
export function hourOfWeek(time: number): number {
  return (Math.floor(time / hour) + 72) % week; // the epoch was a Thursday
}

/**
 * Draws the hours of the week, a day a row: the stronger the ink, the more connections in a mean week, by
 * powers of ten. Hours that the log does not hold are hatched, which is not the same as none.
 */
export function weekHeatmap(cells: readonly WeekHour[], {width}: {width: number}): SVGSVGElement {
  const svg = figureOf(width, 7 * row + 22, "Connections by hour of the week");
  const step = (width - margin.left - margin.right) / 24;
  const mean = ({events, observed}: WeekHour): number => (observed ? events / observed : 0);
  const top = Math.log1p(Math.max(1, ...cells.map(mean)));
  svg.append(hatch());
  cells.forEach((cell, i) => {
    const [day, clock] = [Math.floor(i / 24), i % 24];
    const place = {
      x: margin.left + clock * step,
      y: day * row,
      width: Math.max(1, step - 1),
      height: row - 1
    };
    const said = cell.observed
      ? `${formatCount(cell.events)} connections in ${formatCount(cell.observed)} observed`
      : "not observed";
    const title = svgElement(
      "title",
      {},
      `${names[day]} ${String(clock).padStart(2, "0")}:00 UTC: ${said}`
    );
    const look = cell.observed
      ? {class: "ink-cell", "fill-opacity": (Math.log1p(mean(cell)) / top).toFixed(3)}
      : {fill: "url(#not-observed)"};
    if (cell.observed) svg.append(svgElement("rect", {...place, class: "observed"}));
    svg.append(svgElement("rect", {...place, ...look}, title));
  });
  names.forEach((name, day) => svg.append(rowName(name, day * row + row / 2)));
  for (let clock = 0; clock < 24; clock += 6) {
    const at = {x: margin.left + clock * step, y: 7 * row + 15};
    svg.append(svgElement("text", at, `${String(clock).padStart(2, "0")}:00`));
  }
  return svg;
}

function hatch(): SVGElement {
  return svgElement(
    "defs",
    {},
    svgElement(
      "pattern",
      {
        id: "not-observed",
        width: 5,
        height: 5,
        patternUnits: "userSpaceOnUse",
        patternTransform: "rotate(45)"
      },
      svgElement("line", {class: "hatch", y2: 5})
    )
  );
}
