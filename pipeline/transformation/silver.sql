-- One row per event of the day: the canonical columns, the service facts, the counts of its source's window, and the
-- official features (src/core/features/list.ts), in order of time.
SELECT
  $event_columns,
  $service_facts,
  $window_columns,
  $features
FROM flows
JOIN windows USING (src, window_5m)
JOIN pairs ON flows.src = pairs.src AND flows.dst = pairs.dst
  AND flows.dst_port IS NOT DISTINCT FROM pairs.dst_port AND flows.window_5m = pairs.window_5m
LEFT JOIN service_facts USING (event_id)
ORDER BY time, event_id
