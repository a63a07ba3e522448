-- One row per source, destination, destination port and aligned 5-minute window (UTC) with a flow.
SELECT
  src,
  dst,
  dst_port,
  window_5m,
  CAST(count(*) AS INTEGER) AS pair_flows_5m,
  CAST(count(*) FILTER (failed) AS INTEGER) AS pair_failed_5m
FROM flows
GROUP BY ALL
