import type * as Plot from "@observablehq/plot";
import {scaleUtc} from "d3-scale";
import {formatDay} from "../kit/format.js";

/** What all figures of an incident share: width, and the time that they show, in ms since the epoch, UTC. */
export interface IncidentSpan {
  width: number;
  since: number;
  until: number;
}

/** Returns the scale of time of a figure whose margins take *margins* pixels: clock times, the day below the first of each. */
export function timeScale({width, since, until}: IncidentSpan, margins: number): Plot.ScaleOptions {
  const count = Math.max(2, Math.floor((width - margins) / 90));
  const ticks = scaleUtc([since, until], [0, 1]).ticks(count);
  return {
    type: "utc",
    domain: [since, until],
    ticks,
    tickFormat: (time: Date, i: number) => clockAndDay(time, ticks[i - 1])
  };
}

/**
 * Returns the time that *times* fill, where that is a small part of an incident, so that what lasts seconds is no line;
 * else that of the incident.
 */
export function activeSpan(
  times: readonly number[],
  {since, until}: Pick<IncidentSpan, "since" | "until">
): Pick<IncidentSpan, "since" | "until"> {
  const [first, last] = times.reduce(
    ([low, high], time) => [Math.min(low, time), Math.max(high, time)],
    [Infinity, -Infinity]
  );
  if (last - first > (until - since) / 4) return {since, until};
  const edge = Math.max(1_000, (last - first) / 20);
  return {since: first - edge, until: last + edge};
}

function clockAndDay(time: Date, before: Date | undefined): string {
  const clock = time.toISOString().slice(11, time.getUTCSeconds() === 0 ? 16 : 19);
  const day = formatDay(time.getTime());
  return before && day === formatDay(before.getTime()) ? clock : `${clock}\n${day}`;
}
