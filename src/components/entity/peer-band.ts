import * as Plot from "@observablehq/plot";
import {chart, ink} from "../charts/plot.js";
import {formatBytes, formatCount, formatHours} from "../kit/format.js";
import type {EntityHour, HourBand} from "./entity-data.js";
import {timeAxis} from "./time-axis.js";

const hour = 3_600_000;
const height = 130;

/** How to draw a host among the others. */
export interface PeerBandOptions {
  width: number;
  from: number;
  until: number;
}

/**
 * Draws what a host sent in each hour over what all hosts of that hour sent: the band holds the middle
 * 80 % of them, the thin line is their median. By powers of ten; hours in which it was silent have no dot.
 */
export function peerBand(
  hours: readonly EntityHour[],
  bands: readonly HourBand[],
  {width, from, until}: PeerBandOptions
): SVGSVGElement {
  const shown = bands.filter((band) => band.hour >= from - hour && band.hour < until);
  const top = Math.max(10, ...hours.map((h) => h.bytes_out), ...shown.map((b) => b.bytes_high));
  const axis = timeAxis(from, until, width);
  const x = ({hour: start}: {hour: number}): number => start + hour / 2;
  return chart({
    ...axis,
    width,
    height: height + axis.marginBottom,
    marginTop: 8,
    marginBottom: axis.marginBottom + 8,
    ariaLabel: "Bytes sent by hour, over what all hosts sent in that hour",
    y: {type: "symlog", domain: [0, top], axis: null},
    marks: [
      Plot.areaY(shown, {
        x,
        y1: "bytes_low",
        y2: "bytes_high",
        fill: ink.quiet,
        fillOpacity: 0.45
      }),
      Plot.lineY(shown, {x, y: "bytes_middle", stroke: ink.faint, strokeWidth: 1}),
      Plot.gridY(thousands(top).slice(1)),
      Plot.axisY(thousands(top), {tickFormat: formatBytes, tickSize: 0, tickPadding: 10}),
      Plot.dot(hours, {x, y: "bytes_out", r: 2.2, fill: ink.strong, title: hourTitle, tip: true})
    ]
  });
}

/** Returns 0 and the powers of a thousand up to *top*. */
function thousands(top: number): number[] {
  const values = [0];
  for (let value = 1000; value <= top; value *= 1000) values.push(value);
  return values;
}

function hourTitle({hour: at, bytes_out, bytes_above, hosts}: EntityHour): string {
  return `${formatHours(at, at + hour)} UTC: ${formatBytes(bytes_out)}, more than ${Math.floor(100 * bytes_above)} % of ${formatCount(hosts - 1)} others`;
}
