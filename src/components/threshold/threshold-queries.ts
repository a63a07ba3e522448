/** Returns the query that counts alerts and events by day, at a threshold. */
export function daysQuery(threshold: number): string {
  return `SELECT date_trunc('day', time) AS day, count(*) AS events,
  count(*) FILTER (score >= ${threshold}) AS alerts
FROM events GROUP BY ALL ORDER BY day`;
}

/** Returns the query for the events at or above one of two thresholds and below the other. */
export function changesQuery(threshold: number, pinned: number): string {
  return `SELECT * FROM events
WHERE score >= ${Math.min(threshold, pinned)} AND score < ${Math.max(threshold, pinned)}
ORDER BY rank`;
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
