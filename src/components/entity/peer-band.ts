import {scaleSymlog} from "d3-scale";
import {area, line} from "d3-shape";
import {svgElement} from "../kit/element.js";
import {figureOf, rowName, timeAxis, timeScale} from "./time-axis.js";
import type {EntityHour, HourBand} from "./entity-data.js";
import {formatBytes, formatCount, formatHours} from "../kit/format.js";

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
  const x = timeScale(from, until, width);
  const shown = bands.filter((band) => band.hour >= from - hour && band.hour < until);
  const top = Math.max(10, ...hours.map((h) => h.bytes_out), ...shown.map((b) => b.bytes_high));
  const y = scaleSymlog([0, top], [height - 8, 8]);
  const svg = figureOf(
    width,
    height + 34,
    "Bytes sent by hour, over what all hosts sent in that hour"
  );
  const middle = (d: {hour: number}): number => x(d.hour + hour / 2);
  const spread = area<HourBand>(
    middle,
    (d) => y(d.bytes_low),
    (d) => y(d.bytes_high)
  );
  const median = line<HourBand>(middle, (d) => y(d.bytes_middle));
  svg.append(
    svgElement("path", {class: "peer-band", d: spread(shown)}),
    svgElement("path", {class: "peer-middle", d: median(shown)})
  );
  for (let value = 1000; value <= top; value *= 1000) {
    svg.append(rowName(formatBytes(value), y(value)));
    svg.append(
      svgElement("line", {
        class: "hairline",
        x1: x.range()[0],
        x2: x.range()[1],
        y1: y(value),
        y2: y(value)
      })
    );
  }
  svg.append(rowName("0 B", y(0)));
  for (const h of hours) {
    const said = `${formatHours(h.hour, h.hour + hour)} UTC: ${formatBytes(h.bytes_out)}, more than ${Math.floor(100 * h.bytes_above)} % of ${formatCount(h.hosts - 1)} others`;
    const dot = {class: "self", cx: middle(h), cy: y(h.bytes_out), r: 2.2};
    svg.append(svgElement("circle", dot, svgElement("title", {}, said)));
  }
  svg.append(timeAxis(x, height));
  return svg;
}
