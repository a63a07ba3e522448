-- One row per source and aligned 5-minute window (UTC) in which it opened a flow.
SELECT
  src,
  window_5m,
  CAST(sum(pair_flows_5m) AS INTEGER) AS src_flows_5m,
  CAST(count(DISTINCT dst) AS INTEGER) AS src_distinct_dst_5m,
  CAST(count(DISTINCT dst_port) AS INTEGER) AS src_distinct_ports_5m,
  CAST(sum(pair_failed_5m) AS INTEGER) AS src_failed_5m
FROM pairs
GROUP BY ALL
