-- One row per record of the day of a file that was seen, with the ends of its connection: those of the flow with its
-- uid, or else, of a file that was not sent by the one who called, the receiver as src.
WITH flow_ends AS (
  SELECT day, uid, src, src_port, dst, dst_port
  FROM recent_events
  WHERE uid IN (SELECT coalesce(uid, first_of(conn_uids)) FROM day_files)
  QUALIFY row_number() OVER (PARTITION BY day, uid ORDER BY event_id) = 1
)
SELECT
  day_files.* REPLACE (
    coalesce(day_files.uid, first_of(conn_uids)) AS uid,
    coalesce(day_files.src, flow_ends.src, first_of(CASE WHEN is_orig THEN tx_hosts ELSE rx_hosts END)) AS src,
    coalesce(day_files.src_port, flow_ends.src_port) AS src_port,
    coalesce(day_files.dst, flow_ends.dst, first_of(CASE WHEN is_orig THEN rx_hosts ELSE tx_hosts END)) AS dst,
    coalesce(day_files.dst_port, flow_ends.dst_port) AS dst_port
  )
FROM day_files
LEFT JOIN flow_ends ON flow_ends.day = day_files.day AND flow_ends.uid = coalesce(day_files.uid, first_of(conn_uids))
