import * as Plot from "@observablehq/plot";
import {chart, ink} from "../charts/plot.js";
import {clipMiddle} from "../kit/clip.js";
import {formatCount, formatTime, plural, visible} from "../kit/format.js";
import type {EvidenceFigure, FigureRow} from "./evidence-figure.js";
import {timeScale} from "./incident-axis.js";
import {flowsSql} from "./incident-data.js";

const hour = 3_600_000;
const row = 20;

/** How many sources have a row of their own. */
const maxSources = 12;

/** The name of the row of all other sources: no address. */
const others = "";

/** Attempts by source and hour. */
export const attemptsFigure: EvidenceFigure = {
  about: `Attempts in each hour, by source: the ${maxSources} with most attempts, and all others together. The darker, the more.`,
  query: ({incident, detector}) => `${flowsSql(incident.incident, detector)},
ranked AS (SELECT src, row_number() OVER (ORDER BY count(*) DESC, src) AS place FROM flows GROUP BY src)
SELECT CASE WHEN place <= ${maxSources} THEN src ELSE '${others}' END AS source, least(place, ${maxSources + 1}) AS place,
  epoch_ms(time) // ${hour} * ${hour} AS time, count(*) AS attempts, count(DISTINCT src) AS sources
FROM flows JOIN ranked USING (src) GROUP BY ALL ORDER BY place, time`,
  draw(rows, {width, since, until}) {
    const sources = [...new Set(rows.map(({source}) => String(source)))];
    const totals = new Map<string, number>();
    for (const {source, attempts} of rows)
      totals.set(String(source), (totals.get(String(source)) ?? 0) + Number(attempts));
    const most = Math.max(...rows.map(({attempts}) => Number(attempts)));
    const narrow = width < 520;
    const left = narrow ? 118 : 190;
    const name = (source: string) =>
      `${source === others ? "all others" : clipMiddle(visible(source), narrow ? 16 : 26)}${narrow ? "" : `  ${formatCount(totals.get(source)!)}`}`;
    return chart({
      width,
      height: sources.length * row + 44,
      ariaLabel: `Attempts by hour of ${formatCount(sources.length)} sources`,
      marginLeft: left,
      marginTop: 4,
      marginBottom: 36,
      x: timeScale({width, since, until}, left + 12),
      y: {type: "band", domain: sources, tickFormat: name, padding: 0.12},
      marks: [
        Plot.barX([...rows], {
          x1: "time",
          x2: ({time}: FigureRow) => Number(time) + hour,
          y: "source",
          insetRight: 0.5,
          fill: ink.strong,
          fillOpacity: ({attempts}: FigureRow) => 0.12 + 0.88 * Math.sqrt(Number(attempts) / most),
          title: tipText,
          tip: true
        })
      ],
      opacity: {type: "identity"}
    });
  }
};

function tipText({source, time, attempts, sources}: FigureRow): string {
  const who =
    source === others ? `${formatCount(Number(sources))} other sources` : visible(String(source));
  return `${who}\n${formatTime(Number(time))} UTC\n${formatCount(Number(attempts))} ${plural(Number(attempts), "attempt")} in this hour`;
}
