import * as Plot from "@observablehq/plot";
import {chart, ink} from "../charts/plot.js";
import {formatDuration} from "../kit/format.js";
import type {Interval, Pair} from "./entity-data.js";
import {pairSentence} from "./entity-sentence.js";

const row = 44;
const middle = 29; // the line on which the dots of a row stand, in pixels from its top
const min = 0.001;

/** How to draw pairs. */
export interface BeaconOptions {
  width: number;

  /** The number of pairs that are drawn; defaults to 8. */
  shown?: number;
}

/**
 * Draws the times between the connections of each pair, the most regular first: one dot an interval on an
 * axis of powers of ten, the median as a tick. A clock is a single column of dots; people are a cloud.
 */
export function beaconStrips(
  pairs: readonly Pair[],
  intervals: readonly Interval[],
  {width, shown = 8}: BeaconOptions
): SVGSVGElement {
  const rows = pairs.slice(0, shown);
  const keys = rows.map(keyOf);
  const seconds = intervals.map((interval) => Math.max(min, interval.seconds));
  const [low, high] = [Math.min(1, ...seconds), Math.max(3600, ...seconds)];
  const ticks = [0.001, 0.01, 0.1, 1, 10, 60, 600, 3600, 86_400];
  return chart({
    width,
    height: rows.length * row + 26,
    marginTop: 0,
    marginRight: 16,
    marginBottom: 26,
    marginLeft: 8,
    ariaLabel: "Times between connections, by pair",
    x: {type: "log", domain: [low, high], axis: null},
    y: {domain: [row, 0], axis: null},
    fy: {domain: keys, axis: null, padding: 0},
    marks: [
      Plot.axisX(
        ticks.filter((tick) => tick >= low && tick <= high),
        {text: formatDuration, tickSize: 0}
      ),
      Plot.ruleY([middle], {insetLeft: -8, insetRight: -16, stroke: ink.rule}),
      Plot.text(rows, {
        fy: keyOf,
        frameAnchor: "top-left",
        dx: -8,
        dy: 4,
        text: (pair: Pair) => `${pair.regularity.toFixed(2)}  ${pairSentence(pair)}`,
        className: "strong"
      }),
      Plot.dot(spread(intervals, new Set(keys)), {
        fy: "key",
        x: "seconds",
        y: "y",
        r: 1.8,
        fill: ink.strong,
        fillOpacity: 0.35
      }),
      Plot.ruleX(rows, {
        fy: keyOf,
        x: (pair: Pair) => Math.max(min, pair.middle),
        y1: middle - 10,
        y2: middle + 10,
        stroke: ink.accent,
        strokeWidth: 1.5
      })
    ]
  });
}

function keyOf({dst, dst_port}: {dst: string; dst_port: number}): string {
  return `${dst}\n${dst_port}`;
}

/** Returns the intervals of the pairs that are shown, apart in height so that equal ones can be seen to be many. */
function spread(
  intervals: readonly Interval[],
  keys: ReadonlySet<string>
): {key: string; seconds: number; y: number}[] {
  const counts = new Map<string, number>();
  return intervals.flatMap((interval) => {
    const key = keyOf(interval);
    if (!keys.has(key)) return [];
    const i = counts.get(key) ?? 0;
    counts.set(key, i + 1);
    return [{key, seconds: Math.max(min, interval.seconds), y: middle + ((i * 7) % 11) - 5}];
  });
}
