import type {Histogram} from "../../core/schema/published.js";

/** The queries behind the figures of the front page, as a reader can run them on events.duckdb. */
export const queries: Readonly<Record<"lanes" | "alerts" | "mostAnomalous", string>> = {
  lanes: `SELECT entity, role, evidence.since, evidence.until, evidence.rate_per_day, detector, incident
FROM evidence JOIN incidents USING (incident) ORDER BY incident, since -- the least rate of an hour is its severity`,
  alerts: `SELECT src, time, score, technique FROM events
WHERE score >= (SELECT CAST(value AS DOUBLE) FROM facts WHERE name = 'threshold')
ORDER BY src, time -- a group: alerts of one source in hours that follow on one another`,
  mostAnomalous: `SELECT * FROM events ORDER BY rank LIMIT 50`
};

/** Returns the query that counts events by score in the bins of a histogram. */
export function histogramQuery({from, step}: Histogram): string {
  return `SELECT ${from} + ${step} * floor((score - ${from}) / ${step}) AS score, count(*) AS events
FROM events GROUP BY 1 ORDER BY 1`;
}

/**
 * Returns the query that counts the scores of the windows of the certificate, whose starts are given in milliseconds since the
 * epoch.
 */
export function certificateQuery(calibration: number, heldOut: number, tested: number): string {
  return `SELECT CASE WHEN epoch_ms(time) < ${heldOut} THEN 'calibration'
  WHEN epoch_ms(time) < ${tested} THEN 'held out' ELSE 'tested' END AS stretch,
  floor(score * 10000) / 10000 AS score, count(*) AS events
FROM events WHERE epoch_ms(time) >= ${Math.ceil(calibration)} GROUP BY ALL ORDER BY stretch, score DESC`;
}
