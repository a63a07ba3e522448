import * as Plot from "@observablehq/plot";
import type {TrialBin} from "../../../core/sigma/trial/summary-queries.js";
import {chart, ink} from "../../charts/plot.js";
import {formatCount, formatTime, plural} from "../../kit/format.js";

/** The span that a figure shows, in ms since the epoch, its width in pixels, and that of a bin in ms. */
interface TimelineSpan {
  first: number;
  last: number;
  width: number;
  bin: number;
}

/** Draws the records of a rule over time; dark are those whose flow is an alert of the model. */
export function hitsTimeline(
  bins: readonly TrialBin[],
  {first, last, width, bin}: TimelineSpan
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
