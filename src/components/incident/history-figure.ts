import * as Plot from "@observablehq/plot";
import {chart, ink} from "../charts/plot.js";
import {formatBytes, formatCount, formatTime} from "../kit/format.js";
import {binText} from "./evidence-timeline.js";
import type {EvidenceContext, EvidenceFigure, FigureRow} from "./evidence-figure.js";
import {timeScale} from "./incident-axis.js";

const left = 58;

/** What a history counts. */
interface HistoryOptions {
  about: string;

  /** Returns the query of the columns time (the hour), n (all of it) and part (what the evidence speaks of). */
  query(context: EvidenceContext): string;

  /** Returns *n* as text; defaults to a count. */
  format?: (n: number) => string;
}

/** Returns the figure of a measure over time over the complete log, in which the hours of the incident stand out. */
function history({about, query, format = formatCount}: HistoryOptions): EvidenceFigure {
  return {
    about: `${about} Shaded: the incident; dark: what the evidence speaks of.`,
    query,
    draw(rows, {width, since, until, bin, ...log}) {
      if (rows.length === 0) return null;
      const first = Math.floor(log.first / bin) * bin;
      const last = (Math.floor(log.last / bin) + 1) * bin;
      const bar = (y: "n" | "part") => ({
        x1: "time",
        x2: ({time}: FigureRow) => Number(time) + bin,
        y1: 0,
        y2: y,
        insetRight: (width - left) / ((last - first) / bin) > 3 ? 0.5 : 0
      });
      return chart({
        width,
        height: 180,
        ariaLabel: `${about} ${formatCount(rows.length)} bars`,
        marginLeft: left,
        marginBottom: 34,
        x: timeScale({width, since: first, until: last}, left + 12),
        y: {
          domain: [0, Math.max(1, ...rows.map(({n}) => Number(n)))],
          ticks: 4,
          tickFormat: (n: number) => format(n)
        },
        marks: [
          Plot.rectX([{x1: Math.max(first, since), x2: Math.min(last, until)}], {
            x1: "x1",
            x2: "x2",
            fill: ink.accentSoft
          }),
          Plot.gridY({stroke: ink.rule, ticks: 4}),
          Plot.rect([...rows], {
            ...bar("n"),
            fill: ink.faint,
            fillOpacity: 0.6,
            title: ({time, n, part}: FigureRow) =>
              `${formatTime(Number(time))} UTC\n${format(Number(n))} in ${binText(bin)}, of which ${format(Number(part))} in this evidence`,
            tip: true
          }),
          Plot.rect(
            rows.filter(({part}) => Number(part) > 0),
            {...bar("part"), fill: ink.strong}
          )
        ]
      });
    }
  };
}

/** Returns the SQL of whether a row of `events` is an event of the evidence of a detector. */
function inEvidence({incident: {incident}, detector}: EvidenceContext): string {
  return `event_id IN (SELECT event_id FROM incident_events WHERE incident = ${incident} AND evidence IN (
    SELECT evidence FROM evidence WHERE incident = ${incident} AND detector = '${detector}'))`;
}

function entitySql({incident: {incident}}: EvidenceContext): string {
  return `(SELECT entity FROM incidents WHERE incident = ${incident})`;
}

/** Flows of the pairs that the evidence names, over time. */
export const pairHistory = history({
  about: "Flows over the log between the ends that the evidence names.",
  query: (context) => {
    const {bin} = context;
    return `SELECT epoch_ms(time) // ${bin} * ${bin} AS time, count(*) AS n,
  count(*) FILTER (${inEvidence(context)}) AS part
FROM events SEMI JOIN (SELECT DISTINCT src, dst, port FROM evidence
  WHERE incident = ${context.incident.incident} AND detector = '${context.detector}') AS named
  ON events.src = named.src AND events.dst = named.dst AND coalesce(events.dst_port, 0) = named.port
GROUP BY ALL ORDER BY time`;
  }
});

/** Destinations that the host first contacted, over time. */
export const newDestinationHistory = history({
  about: "Destinations that this host contacted for the first time, over the log.",
  query: (context) => {
    const {bin} = context;
    return `WITH firsts AS (SELECT dst, min(epoch_ms(time)) AS first FROM events
  WHERE src = ${entitySql(context)} GROUP BY dst),
named AS (SELECT DISTINCT dst FROM incident_flows WHERE incident = ${context.incident.incident} AND ${inEvidence(context)})
SELECT first // ${bin} * ${bin} AS time, count(*) AS n,
  count(*) FILTER (dst IN (FROM named) AND first >= ${context.incident.since} AND first < ${context.incident.until}) AS part
FROM firsts GROUP BY ALL ORDER BY time`;
  }
});

/** Bytes that the host sent, over time. */
export const uploadHistory = history({
  about: "Bytes that this host sent over the log.",
  format: formatBytes,
  query: (context) => {
    const {bin} = context;
    return `SELECT epoch_ms(time) // ${bin} * ${bin} AS time, CAST(sum(coalesce(orig_bytes, 0)) AS DOUBLE) AS n,
  CAST(coalesce(sum(orig_bytes) FILTER (${inEvidence(context)}), 0) AS DOUBLE) AS part
FROM events WHERE src = ${entitySql(context)} GROUP BY ALL ORDER BY time`;
  }
});

/** Flows of the host, over time: for a detector that has no figure of its own. */
export const hostHistory = history({
  about: "Flows of this host over the log.",
  query: (context) => {
    const {bin} = context;
    return `SELECT epoch_ms(time) // ${bin} * ${bin} AS time, count(*) AS n,
  count(*) FILTER (${inEvidence(context)}) AS part
FROM events WHERE ${context.incident.role === "actor" ? "src" : "dst"} = ${entitySql(context)} GROUP BY ALL ORDER BY time`;
  }
});
