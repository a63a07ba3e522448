/** The query that counts alerts and events by day, at the line of the run. */
export const daysQuery = `SELECT date_trunc('day', time) AS day, count(*) AS events,
  count(*) FILTER (score >= (SELECT CAST(value AS DOUBLE) FROM facts WHERE name = 'threshold')) AS alerts
FROM events GROUP BY ALL ORDER BY day`;

/** Returns the query for the events at or above one of two lines and below the other. */
export function changesQuery(line: number, pinned: number): string {
  return `SELECT * FROM events
WHERE score >= ${Math.min(line, pinned)} AND score < ${Math.max(line, pinned)}
ORDER BY rank`;
}
