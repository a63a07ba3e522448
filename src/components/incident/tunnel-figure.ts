import * as Plot from "@observablehq/plot";
import {chart, ink} from "../charts/plot.js";
import {formatBytes, formatCount, formatTime, visible} from "../kit/format.js";
import type {EvidenceFigure, FigureRow} from "./evidence-figure.js";
import {activeSpan, timeScale} from "./incident-axis.js";
import {flowsSql} from "./incident-data.js";

/** How many queries are drawn. */
const maxQueries = 4_000;

/** Bytes of DNS queries over time. */
export const tunnelFigure: EvidenceFigure = {
  about: `Each dot is a flow to a resolver: its query bytes a packet. Names that people look up stay below a hundred. The first ${formatCount(maxQueries)}.`,
  query: ({incident, detector}) => `${flowsSql(incident.incident, detector)}
SELECT epoch_ms(time) AS time, src, dst, orig_bytes AS bytes, orig_bytes / greatest(coalesce(orig_pkts, 1), 1) AS size,
  names.n AS names, names.domain
FROM flows LEFT JOIN (SELECT event_id, count(DISTINCT query) AS n, min(domain) AS domain FROM dns
  WHERE event_id IN (SELECT event_id FROM flows) GROUP BY event_id) AS names USING (event_id)
WHERE orig_bytes IS NOT NULL ORDER BY flows.time, event_id LIMIT ${maxQueries}`,
  draw(rows, {width, since, until}) {
    if (rows.length === 0) return null;
    const span = activeSpan(
      rows.map(({time}) => Number(time)),
      {since, until}
    );
    return chart({
      width,
      height: 220,
      ariaLabel: `Query bytes of ${formatCount(rows.length)} flows to resolvers over time`,
      marginLeft: 52,
      marginBottom: 34,
      x: timeScale({width, ...span}, 64),
      y: {
        domain: [0, Math.max(120, ...rows.map(({size}) => Number(size)))],
        ticks: 5,
        tickFormat: (bytes: number) => formatBytes(bytes)
      },
      marks: [
        Plot.gridY({stroke: ink.rule, ticks: 5}),
        Plot.dot([...rows], {
          x: "time",
          y: "size",
          r: 2,
          fill: ink.strong,
          fillOpacity: 0.45,
          title: ({time, src, dst, bytes, size, names, domain}: FigureRow) =>
            `${formatTime(Number(time))} UTC\n${visible(String(src))} → ${visible(String(dst))}\n${formatBytes(Number(size))} a query packet, ${formatBytes(Number(bytes))} in all${names === null ? "" : `\n${formatCount(Number(names))} names of ${visible(String(domain ?? "no domain"))}`}`,
          tip: true
        })
      ]
    });
  }
};
