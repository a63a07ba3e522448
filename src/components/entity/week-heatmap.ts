import * as Plot from "@observablehq/plot";
import {range} from "d3-array";
import {chart, ink} from "../charts/plot.js";
import {svgElement} from "../kit/element.js";
import {formatCount} from "../kit/format.js";
import type {EntityHour} from "./entity-data.js";

const hour = 3_600_000;
const week = 168;
const days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
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
  const mean = ({events, observed}: WeekHour): number => (observed ? events / observed : 0);
  const top = Math.log1p(Math.max(1, ...cells.map(mean)));
  const all = cells.map((cell, i) => ({...cell, day: days[Math.floor(i / 24)], clock: i % 24}));
  const [observed, missing] = [all.filter((c) => c.observed), all.filter((c) => !c.observed)];
  const [left, right] = [92, 16];
  const at = {x: "clock", y: "day", insetRight: 1, insetBottom: 1, title: titleOf};
  return chart({
    width,
    height: 7 * row + 22,
    marginTop: 0,
    marginRight: right,
    marginBottom: 22,
    marginLeft: left,
    ariaLabel: "Connections by hour of the week",
    x: {type: "band", domain: range(24), padding: 0, round: false, axis: null},
    y: {domain: days, padding: 0, tickPadding: 10},
    marks: [
      hatch,
      Plot.cell(missing, {...at, fill: "url(#not-observed)"}),
      Plot.cell(observed, {
        ...at,
        title: null,
        fill: "none",
        stroke: ink.rule,
        className: "observed"
      }),
      Plot.cell(observed, {
        ...at,
        fill: ink.strong,
        fillOpacity: {value: (cell: WeekHour) => Math.log1p(mean(cell)) / top, scale: null}
      }),
      Plot.axisX([0, 6, 12, 18], {
        tickFormat: (clock: number) => `${clockOf(clock)}:00`,
        tickSize: 0,
        tickPadding: 6,
        textAnchor: "start",
        dx: (left + right - width) / 48
      })
    ]
  });
}

/** An hour of the week with its place. */
interface WeekCell extends WeekHour {
  day: string;
  clock: number;
}

function titleOf({day, clock, events, observed}: WeekCell): string {
  const count = observed
    ? `${formatCount(events)} connections in ${formatCount(observed)} observed`
    : "not observed";
  return `${day} ${clockOf(clock)}:00 UTC: ${count}`;
}

function clockOf(clock: number): string {
  return String(clock).padStart(2, "0");
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
