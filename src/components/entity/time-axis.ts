import type * as Plot from "@observablehq/plot";
import {scaleUtc} from "d3-scale";
import {formatDay} from "../kit/format.js";

/** Where names end and figures begin, and what stays free at the right and for the hours below, in pixels. */
const margin = {left: 92, right: 16, bottom: 34};

/**
 * Returns the options that all figures of a host over time share, so that they stand over one another: hours
 * as many as the width has space for, the day below the first of each.
 */
export function timeAxis(
  from: number,
  until: number,
  width: number
): Required<Pick<Plot.PlotOptions, "marginLeft" | "marginRight" | "marginBottom" | "x">> {
  const count = Math.max(2, Math.floor((width - margin.left - margin.right) / 110));
  const ticks = scaleUtc([from, until], [0, 1]).ticks(count);
  return {
    marginLeft: margin.left,
    marginRight: margin.right,
    marginBottom: margin.bottom,
    x: {
      type: "utc",
      domain: [from, until],
      ticks,
      tickFormat: (time: Date, i: number) => hourAndDay(time, ticks[i - 1])
    }
  };
}

/** Returns the pixels to take from the right of each hour, so that bars stay a pixel wide and apart. */
export function hourInset(from: number, until: number, width: number): number {
  const hours = (until - from) / 3_600_000;
  return Math.min(0.5, (width - margin.left - margin.right) / hours - 1);
}

function hourAndDay(time: Date, before: Date | undefined): string {
  const clock = time.toISOString().slice(11, 16);
  const day = formatDay(time.getTime());
  return before && day === formatDay(before.getTime()) ? clock : `${clock}\n${day}`;
}
