import {group} from "d3-array";
import {scaleLog} from "d3-scale";
import {svgElement} from "../kit/element.js";
import {figureOf} from "./time-axis.js";
import type {Channel, Interval} from "./entity-data.js";
import {channelSentence} from "./entity-sentence.js";
import {formatDuration} from "../kit/format.js";

const row = 44;
const least = 0.001;

/** How to draw channels. */
export interface BeaconOptions {
  width: number;
  /** The most channels that are drawn; defaults to 8. */
  most?: number;
}

/**
 * Draws the times between the calls of each channel, the most regular first: one dot an interval on an
 * axis of powers of ten, the median as a tick. A clock is a single column of dots; people are a cloud.
 */
export function beaconStrips(
  channels: readonly Channel[],
  intervals: readonly Interval[],
  {width, most = 8}: BeaconOptions
): SVGSVGElement {
  const shown = channels.slice(0, most);
  const key = ({dst, dst_port}: {dst: string; dst_port: number}): string => `${dst}\n${dst_port}`;
  const byChannel = group(intervals, key);
  const seconds = intervals.map((interval) => Math.max(least, interval.seconds));
  const extent = [Math.min(1, ...seconds), Math.max(3600, ...seconds)];
  const x = scaleLog(extent, [8, width - 16]);
  const svg = figureOf(width, shown.length * row + 26, "Times between calls, by channel");
  shown.forEach((channel, i) => {
    const y = i * row + 13;
    svg.append(
      svgElement(
        "text",
        {x: 0, y, class: "strong"},
        `${channel.regularity.toFixed(2)}  ${channelSentence(channel)}`
      )
    );
    svg.append(svgElement("line", {class: "hairline", x1: 0, x2: width, y1: y + 16, y2: y + 16}));
    for (const [j, {seconds}] of (byChannel.get(key(channel)) ?? []).entries()) {
      const jitter = ((j * 7) % 11) - 5; // spread, so that equal intervals can be seen to be many
      svg.append(
        svgElement("circle", {
          class: "interval",
          cx: x(Math.max(least, seconds)),
          cy: y + 16 + jitter,
          r: 1.8
        })
      );
    }
    const at = x(Math.max(least, channel.middle));
    svg.append(svgElement("line", {class: "middle", x1: at, x2: at, y1: y + 6, y2: y + 26}));
  });
  for (const tick of [0.001, 0.01, 0.1, 1, 10, 60, 600, 3600, 86_400]) {
    if (tick < extent[0] || tick > extent[1]) continue;
    svg.append(
      svgElement(
        "text",
        {x: x(tick), y: shown.length * row + 18, "text-anchor": "middle"},
        formatDuration(tick)
      )
    );
  }
  return svg;
}
