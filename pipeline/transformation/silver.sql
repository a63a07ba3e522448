-- One row per event of the day: the canonical columns, the counts of its source's window, and the
-- official features (src/core/features/list.ts), in order of time.
SELECT
  $event_columns,
  $window_columns,
  $features
FROM flows
JOIN windows USING (src, window_5m)
ORDER BY time, event_id
