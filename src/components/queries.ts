/** The queries behind the figures of the front page, as a reader can run them on events.duckdb. */
export const queries: Readonly<Record<"lanes" | "histogram" | "alerts" | "strangest", string>> = {
  lanes: `SELECT src, date_trunc('hour', time) AS hour, max(score), count(*), arg_max(event_id, score)
FROM events GROUP BY ALL ORDER BY max(max(score)) OVER (PARTITION BY src) DESC, src, hour`,
  histogram: `SELECT floor(score * 100) / 100 AS score, count(*) FROM events GROUP BY 1 ORDER BY 1`,
  alerts: `SELECT src, time, score, technique FROM events
WHERE score >= (SELECT CAST(value AS DOUBLE) FROM facts WHERE name = 'threshold')
ORDER BY src, time -- an incident: alerts of one source in hours that follow on one another`,
  strangest: `SELECT * FROM events ORDER BY rank LIMIT 50`
};
