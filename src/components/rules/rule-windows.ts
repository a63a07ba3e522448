import * as Plot from "@observablehq/plot";
import {scaleUtc} from "d3-scale";
import type {RuleWindow} from "../../core/schema/rules.js";
import {chart, ink} from "../charts/plot.js";
import {clipMiddle} from "../kit/clip.js";
import {formatCount, formatDay, formatTime, visible} from "../kit/format.js";
import type {RuleWindowRow} from "./rule-data.js";

/** How many groups have a lane of their own. */
export const maxGroups = 20;

const [lane, wideEnough] = [34, 520];

/** The span of the log, in ms since the epoch, UTC. */
interface Span {
  width: number;
  first: number;
  last: number;
}

/** Returns the groups with the highest measures, the highest first. */
export function topGroups(windows: readonly RuleWindowRow[]): string[] {
  const highest = new Map<string, number>();
  for (const {group, measure} of windows)
    highest.set(group, Math.max(measure, highest.get(group) ?? -Infinity));
  return [...highest]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, maxGroups)
    .map(([group]) => group);
}

/** Returns the values of a group, as `10.0.0.1, 192.0.2.7`: the text of *json*, a map, if it is one. */
export function groupText(json: string): string {
  try {
    const values = Object.values(JSON.parse(json) as Record<string, unknown>);
    return values.length > 0 ? values.map(String).join(", ") : "all events";
  } catch {
    return json;
  }
}

/**
 * Draws the windows of a correlation by group over the time of the log: a bar each, as tall as its measure, and a line at what
 * the rule asks for.
 */
export function windowsFigure(
  windows: readonly RuleWindowRow[],
  {comparisons}: Pick<RuleWindow, "comparisons">,
  {width, first, last}: Span
): SVGElement {
  const groups = topGroups(windows);
  const shown = windows.filter(({group}) => groups.includes(group));
  const asked = comparisons.map(({value}) => value);
  const max = Math.max(1e-9, ...shown.map(({measure}) => measure), ...asked);
  const left = width < wideEnough ? 112 : 230;
  const base = (group: string) => (groups.indexOf(group) + 1) * lane - 4;
  const tall = (value: number) => (Math.max(0, value) / max) * (lane - 12);
  const thin = ((last - first) / Math.max(1, width - left)) * 3;
  const marks = shown.map((row) => ({
    ...row,
    end: Math.max(row.until, row.since + thin),
    y1: base(row.group) - Math.max(1.5, tall(row.measure)),
    y2: base(row.group)
  }));
  const lines = groups.flatMap((group) => asked.map((value) => ({y: base(group) - tall(value)})));
  return chart({
    width,
    height: groups.length * lane + 40,
    marginLeft: left,
    marginTop: 0,
    marginBottom: 40,
    ariaLabel: `${formatCount(shown.length)} windows of ${formatCount(groups.length)} groups over time, with their measure`,
    x: timeAxis(width - left, first, last),
    y: {type: "linear", domain: [groups.length * lane, 0], axis: null},
    marks: [
      Plot.ruleY(groups.map(base), {stroke: ink.rule}),
      Plot.rect(marks, {x1: "since", x2: "end", y1: "y1", y2: "y2", fill: ink.strong, title: tipText, tip: true}), // prettier-ignore
      Plot.ruleY(lines, {y: "y", stroke: ink.quiet, strokeDasharray: "2 3"}),
      Plot.text(groups, {
        x: first,
        y: (group: string) => base(group) - 6,
        text: (group: string) =>
          clipMiddle(visible(groupText(group)), width < wideEnough ? 15 : 34),
        textAnchor: "end",
        dx: -8
      })
    ]
  });
}

function timeAxis(width: number, first: number, last: number): Plot.ScaleOptions {
  const ticks = scaleUtc([first, last], [0, 1]).ticks(Math.max(2, Math.floor(width / 100)));
  const clockOf = (time: Date) => time.toISOString().slice(11, 16);
  const isDaily = ticks.every((time) => clockOf(time) === "00:00");
  return {
    type: "utc",
    domain: [first, Math.max(last, first + 1)],
    ticks,
    tickFormat: (time: Date, i: number) => {
      const day = formatDay(time.getTime());
      if (isDaily) return day;
      const isSame = i > 0 && formatDay(ticks[i - 1].getTime()) === day;
      return isSame ? clockOf(time) : `${clockOf(time)}\n${day}`;
    }
  };
}

function tipText({group, since, until, measure, events}: RuleWindowRow): string {
  return `${visible(groupText(group)).slice(0, 200)}\n${formatTime(since)} to ${formatTime(until)} UTC\nmeasure ${Number(measure.toPrecision(4))} in ${formatCount(events)} events`;
}
