import * as Plot from "@observablehq/plot";
import {chart, ink} from "../charts/plot.js";
import {clipMiddle} from "../kit/clip.js";
import {formatCount, formatDuration, formatEndpoint, formatTime, visible} from "../kit/format.js";
import type {EvidenceFigure, FigureRow} from "./evidence-figure.js";
import {activeSpan, timeScale} from "./incident-axis.js";
import {flowsSql} from "./incident-data.js";

/** How many pairs are drawn, and how many connections of each. */
const [maxPairs, maxConnections] = [6, 2_000];

const row = 120;
const ticks = [0.1, 1, 10, 60, 600, 3_600, 21_600, 86_400];

/** The times between connections of each pair, and below them a tick a connection. */
export const beaconFigure: EvidenceFigure = {
  about: `Dots: the time since the connection before, by powers of ten; a program that calls home draws a level line. Ticks below: each connection. The ${maxPairs} pairs with most connections, at most ${formatCount(maxConnections)} each.`,
  query: ({incident, detector}) => `${flowsSql(incident.incident, detector)},
pairs AS (SELECT src, dst, dst_port, row_number() OVER (ORDER BY count(*) DESC, src, dst, dst_port) AS place
  FROM flows GROUP BY src, dst, dst_port),
timed AS (SELECT place, src, dst, dst_port, epoch_us(time) / 1000 AS time,
  (epoch_us(time) - lag(epoch_us(time)) OVER (PARTITION BY place ORDER BY time, event_id)) / 1e6 AS gap,
  row_number() OVER (PARTITION BY place ORDER BY time, event_id) AS i FROM flows JOIN pairs USING (src, dst, dst_port))
SELECT place, src, dst, dst_port, time, gap FROM timed WHERE place <= ${maxPairs} AND i <= ${maxConnections} ORDER BY place, time`,
  draw(rows, {width, since, until}) {
    const gaps = rows.flatMap(({gap}) => (Number(gap) > 0 ? [Number(gap)] : []));
    if (gaps.length === 0) return null;
    const [low, high] = [Math.min(...gaps) / 1.5, Math.max(...gaps) * 1.5];
    const floor = low / 2;
    const keys = [...new Set(rows.map(pairOf))];
    const times = rows.map(({time}) => Number(time));
    const span = keys.length === 1 ? activeSpan(times, {since, until}) : {since, until};
    const marked = ticks.filter((tick) => tick >= low && tick <= high);
    return chart({
      width,
      height: keys.length * row + 34,
      ariaLabel: `Times between the connections of ${formatCount(keys.length)} pairs`,
      marginLeft: 52,
      marginTop: 0,
      marginBottom: 34,
      x: timeScale({width, ...span}, 64),
      y: {
        type: "log",
        domain: [floor, high * 3],
        ticks: marked,
        tickFormat: (seconds: number) => formatDuration(seconds)
      },
      fy: {domain: keys, axis: null, padding: 0.06},
      marks: [
        Plot.gridY(marked, {stroke: ink.rule}),
        Plot.ruleX([...rows], {
          fy: pairOf,
          x: "time",
          y1: floor,
          y2: (floor + low) / 2,
          stroke: ink.strong,
          strokeOpacity: 0.5
        }),
        Plot.dot(
          rows.filter(({gap}) => Number(gap) > 0),
          {
            fy: pairOf,
            x: "time",
            y: "gap",
            r: 2,
            fill: ink.strong,
            fillOpacity: 0.45,
            title: ({time, gap}: FigureRow) =>
              `${formatTime(Number(time))} UTC\n${formatDuration(Number(gap))} after the one before`,
            tip: true
          }
        ),
        Plot.text(keys, {
          fy: (key: string) => key,
          frameAnchor: "top-left",
          dy: 2,
          text: (key: string) => key,
          className: "strong"
        })
      ]
    });
  }
};

function pairOf({src, dst, dst_port: port}: FigureRow): string {
  const end = formatEndpoint(clipMiddle(visible(String(dst)), 30), port as number | null);
  return `${clipMiddle(visible(String(src)), 24)} → ${end}`;
}
