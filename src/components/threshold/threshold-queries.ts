/** Returns the query that counts alerts and events by day, at a line. */
export function daysQuery(line: number): string {
  return `SELECT date_trunc('day', time) AS day, count(*) AS events,
  count(*) FILTER (score >= ${line}) AS alerts
FROM events GROUP BY ALL ORDER BY day`;
}

/** Returns the query for the events at or above one of two lines and below the other. */
export function changesQuery(line: number, pinned: number): string {
  return `SELECT * FROM events
WHERE score >= ${Math.min(line, pinned)} AND score < ${Math.max(line, pinned)}
ORDER BY rank`;
}
