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
