import * as Plot from "@observablehq/plot";
import {chart, ink} from "../charts/plot.js";
import {clipMiddle} from "../kit/clip.js";
import {formatCount, formatTime, visible} from "../kit/format.js";
import type {EvidenceFigure, FigureRow} from "./evidence-figure.js";
import {timeScale} from "./incident-axis.js";
import {flowsSql} from "./incident-data.js";

/** How many hosts are drawn. */
const maxHosts = 40;

const row = 20;

/** New connections between inside hosts, one row a host that was reached. */
export const lateralFigure: EvidenceFigure = {
  about: `Each mark is the first connection to an administration port of a host that this source had never reached there: the port beside it, the ${maxHosts} first hosts.`,
  query: ({incident, detector}) => `${flowsSql(incident.incident, detector)},
edges AS (SELECT min(epoch_ms(time)) AS time, dst, dst_port AS port, count(*) AS flows FROM flows GROUP BY dst, port),
hosts AS (SELECT dst, row_number() OVER (ORDER BY min(time), dst) AS place FROM edges GROUP BY dst)
SELECT time, dst, port, flows FROM edges JOIN hosts USING (dst) WHERE place <= ${maxHosts} ORDER BY place, time, port`,
  draw(rows, {width, since, until}) {
    const hosts = [...new Set(rows.map(({dst}) => String(dst)))];
    const left = width < 520 ? 112 : 150;
    return chart({
      width,
      height: hosts.length * row + 44,
      ariaLabel: `First connections to ${formatCount(hosts.length)} hosts over time`,
      marginLeft: left,
      marginRight: 40,
      marginTop: 4,
      marginBottom: 36,
      x: timeScale({width, since, until}, left + 40),
      y: {
        type: "point",
        domain: hosts,
        padding: 0.5,
        tickFormat: (host: string) => clipMiddle(visible(host), width < 520 ? 15 : 21)
      },
      marks: [
        Plot.gridY({stroke: ink.rule}),
        Plot.dot([...rows], {
          x: "time",
          y: "dst",
          r: 3.5,
          fill: ink.strong,
          title: ({time, dst, port, flows}: FigureRow) =>
            `${formatTime(Number(time))} UTC\n${visible(String(dst))}, port ${port}: first of ${formatCount(Number(flows))} connections`,
          tip: true
        }),
        Plot.text([...rows], {
          x: "time",
          y: "dst",
          dx: 7,
          textAnchor: "start",
          text: ({port}: FigureRow) => `:${port}`
        })
      ]
    });
  }
};
