import * as Plot from "@observablehq/plot";
import type {TrialBin, TrialWindow} from "../../../core/sigma/trial/summary-queries.js";
import {chart, ink} from "../../charts/plot.js";
import {clipMiddle} from "../../kit/clip.js";
import {formatCount, formatTime, plural, visible} from "../../kit/format.js";

/** The span that a figure shows, in ms since the epoch, and its width in pixels. */
export interface TimelineSpan {
  first: number;
  last: number;
  width: number;
}

const laneHeight = 26;

/** How many groups have a lane; those with the most events. */
const maxLanes = 12;

/** Draws the records of a rule over time; dark are those whose flow is an alert of the model. */
export function hitsTimeline(
  bins: readonly TrialBin[],
  {first, last, width, bin}: TimelineSpan & {bin: number}
): SVGSVGElement {
  const most = Math.max(1, ...bins.map(({records}) => records));
  const x = {x1: "time", x2: ({time}: TrialBin) => time + bin, insetRight: 0.5} as const;
  return chart({
    width,
    height: 96,
    ariaLabel: `Hits of the rule over time, at most ${formatCount(most)} in ${binText(bin)}`,
    marginLeft: 0,
    marginRight: 0,
    marginTop: 18,
    marginBottom: 22,
    x: {type: "utc", domain: [first, last], ticks: ticksFor(width)},
    y: {domain: [0, most], axis: null},
    marks: [
      Plot.ruleY([0], {stroke: ink.rule}),
      Plot.rect([...bins], {...x, y1: 0, y2: "records", fill: ink.quiet, title: binTip, tip: true}),
      Plot.rect([...bins], {...x, y1: 0, y2: "alerts", fill: ink.strong}),
      Plot.text([`${formatCount(most)} in ${binText(bin)}`], {
        frameAnchor: "top-left",
        dy: -14,
        fill: ink.soft
      })
    ]
  });
}

/** Draws the windows of a correlation over time, a lane a group. */
export function windowsTimeline(
  windows: readonly TrialWindow[],
  {first, last, width}: TimelineSpan
): SVGSVGElement {
  const lanes = lanesOf(windows);
  const isNarrow = width < 560;
  const left = isNarrow ? 0 : 230;
  const drawn = lanes.flatMap(({name, windows: own}) => own.map((window) => ({...window, name})));
  const y = {fy: "name", stroke: ink.strong} as const;
  return chart({
    width,
    height: lanes.length * (isNarrow ? laneHeight + 10 : laneHeight) + 28,
    ariaLabel: `Windows of the correlation over time, by ${lanes.length} ${plural(lanes.length, "group")}`,
    marginLeft: left,
    marginRight: 56,
    marginTop: 2,
    marginBottom: 26,
    x: {type: "utc", domain: [first, last], ticks: ticksFor(width - left)},
    y: {domain: isNarrow ? [-0.5, 1.4] : [-1, 1], axis: null},
    fy: {domain: lanes.map(({name}) => name), axis: null, padding: 0},
    marks: [
      Plot.ruleY([0], {stroke: ink.rule}),
      Plot.link(drawn, {
        ...y,
        x1: "since",
        x2: "until",
        y1: 0,
        y2: 0,
        strokeWidth: 9,
        strokeOpacity: 0.35
      }),
      // However short it is beside the log, where it ends can be seen.
      Plot.link(drawn, {...y, x1: "until", x2: "until", y1: -0.35, y2: 0.35, strokeWidth: 2}),
      Plot.dot(drawn, {fy: "name", x: "until", y: 0, r: 7, fill: "transparent", title: windowTip, tip: true}), // prettier-ignore
      Plot.text(lanes, {
        fy: "name",
        frameAnchor: isNarrow ? "top-left" : "left",
        textAnchor: "start",
        dx: -left,
        dy: isNarrow ? 8 : 0,
        text: ({name}: Lane) => clipMiddle(name, 36),
        className: "strong"
      }),
      Plot.text(lanes, {
        fy: "name",
        frameAnchor: "right",
        textAnchor: "start",
        dx: 8,
        text: ({windows: own}: Lane) => formatCount(own.length),
        fill: ink.soft
      })
    ]
  });
}

interface Lane {
  name: string;
  windows: TrialWindow[];
}

/** Returns the windows by group, those with the most events first. */
export function lanesOf(windows: readonly TrialWindow[]): Lane[] {
  const lanes = new Map<string, Lane & {events: number}>();
  for (const window of windows) {
    const name = groupText(window);
    const lane = lanes.get(name) ?? {name, windows: [], events: 0};
    lane.windows.push(window);
    lane.events += window.events;
    lanes.set(name, lane);
  }
  return [...lanes.values()].sort((a, b) => b.events - a.events).slice(0, maxLanes);
}

/** Returns the values that the events of a window share, in words. */
export function groupText({group}: Pick<TrialWindow, "group">): string {
  return group.length > 0
    ? group.map((value) => visible(value ?? "").slice(0, 80)).join(" · ")
    : "all events";
}

function ticksFor(width: number): number {
  return Math.max(2, Math.floor(width / 130));
}

/** Returns the width of a bin in words. */
function binText(bin: number): string {
  const hours = bin / 3_600_000;
  if (hours < 1) return plural(hours * 60, "a minute", `${hours * 60} min`);
  return hours === 1 ? "an hour" : `${hours} h`;
}

function binTip({time, records, alerts}: TrialBin): string {
  return `${formatTime(time)} UTC\n${formatCount(records)} ${plural(records, "hit")}, ${formatCount(alerts)} of alerts`;
}

function windowTip(window: TrialWindow): string {
  const {since, until, events, measure} = window;
  return `${clipMiddle(groupText(window), 60)}\n${formatTime(since)} – ${formatTime(until)} UTC\n${formatCount(events)} ${plural(events, "event")}, measure ${Number(measure.toPrecision(6))}`;
}
