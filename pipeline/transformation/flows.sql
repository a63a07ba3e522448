-- One row per event of the day: the canonical columns, and beside them what features are computed
-- from, with every null made a number.
SELECT
  *,
  coalesce(duration, 0) AS duration_s,
  CAST(coalesce(orig_bytes, 0) AS DOUBLE) AS bytes_out,
  CAST(coalesce(resp_bytes, 0) AS DOUBLE) AS bytes_in,
  CAST(coalesce(orig_pkts, 0) + coalesce(resp_pkts, 0) AS DOUBLE) AS packets,
  (epoch_us(time) % 86_400_000_000) / 86_400_000_000 AS day_share,
  CASE
    WHEN dst_port IS NULL OR proto = 'icmp' THEN 3
    WHEN dst_port < 1024 THEN 0
    WHEN dst_port < 49152 THEN 1
    ELSE 2
  END AS port_class_code,
  CASE
    WHEN coalesce(local_orig, regexp_matches(src, $private)) THEN
      CASE WHEN coalesce(local_resp, regexp_matches(dst, $private)) THEN 0 ELSE 1 END
    WHEN coalesce(local_resp, regexp_matches(dst, $private)) THEN 2
    ELSE 3
  END AS direction,
  coalesce(list_contains($failed_states, conn_state), false) AS failed,
  epoch_us(time) // 300_000_000 AS window_5m
FROM day_events
