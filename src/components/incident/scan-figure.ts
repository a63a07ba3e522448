import * as Plot from "@observablehq/plot";
import {chart, ink} from "../charts/plot.js";
import {clipMiddle} from "../kit/clip.js";
import {formatCount, formatTime, visible} from "../kit/format.js";
import type {EvidenceFigure, FigureRow} from "./evidence-figure.js";
import {activeSpan, timeScale} from "./incident-axis.js";
import {flowsSql} from "./incident-data.js";

/** How many pairs of host and port are drawn, and the most hosts that are named. */
const [maxPairs, maxNamed] = [4_000, 30];

const powers = [1, 10, 100, 1_000, 10_000];

/** Ports and hosts over time. */
export const scanFigure: EvidenceFigure = {
  about: `Each dot is the first attempt at a port of a host, at most ${formatCount(maxPairs)}: by its port number, or by host where there are more hosts than ports.`,
  query: ({incident, detector}) => `${flowsSql(incident.incident, detector)}
SELECT min(epoch_ms(time)) AS time, dst, coalesce(dst_port, 0) AS port, count(*) AS flows
FROM flows GROUP BY dst, port ORDER BY time, dst, port LIMIT ${maxPairs}`,
  draw(rows, {width, since, until}) {
    const hosts = [...new Set(rows.map(({dst}) => String(dst)))];
    const ports = new Set(rows.map(({port}) => port));
    const byHost = hosts.length > ports.size;
    const named = byHost && hosts.length <= maxNamed;
    const left = named ? 112 : 52;
    const span = activeSpan(
      rows.map(({time}) => Number(time)),
      {since, until}
    );
    const max = Math.max(...rows.map(({port}) => Number(port)));
    return chart({
      width,
      height: named ? hosts.length * 16 + 48 : 240,
      ariaLabel: `${formatCount(hosts.length)} hosts and ${formatCount(ports.size)} ports over time`,
      marginLeft: left,
      marginBottom: 34,
      x: timeScale({width, ...span}, left + 12),
      y: byHost
        ? {
            type: "point",
            domain: hosts,
            axis: named ? "left" : null,
            tickFormat: (host: string) => clipMiddle(visible(host), 15)
          }
        : {
            type: max > 2_000 ? "log" : "linear",
            domain: [max > 2_000 ? 1 : 0, max],
            ticks: max > 2_000 ? powers.filter((power) => power <= max) : 5,
            tickFormat: (port: number) => String(port)
          },
      marks: [
        byHost ? null : Plot.gridY(max > 2_000 ? powers : undefined, {stroke: ink.rule}),
        Plot.dot([...rows], {
          x: "time",
          y: byHost ? "dst" : ({port}: FigureRow) => Math.max(1, Number(port)),
          r: 2,
          fill: ink.strong,
          fillOpacity: 0.45,
          title: ({time, dst, port, flows}: FigureRow) =>
            `${formatTime(Number(time))} UTC\n${visible(String(dst))}, port ${port}\n${formatCount(Number(flows))} attempts`,
          tip: true
        })
      ]
    });
  }
};
