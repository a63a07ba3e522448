-- One row per record of the day of a program, with the ends of the connection that carried its file, since the day before.
WITH carried AS (
  SELECT day, fuid, coalesce(files.uid, first_of(conn_uids)) AS uid, time, file, line
  FROM recent_files AS files
  WHERE fuid IN (SELECT fuid FROM day_pe)
),
first_carried AS (
  FROM carried
  QUALIFY row_number() OVER (PARTITION BY day, fuid ORDER BY time, file, line) = 1
),
flow_ends AS (
  SELECT day, uid, src, src_port, dst, dst_port
  FROM recent_events
  WHERE uid IN (SELECT uid FROM first_carried)
  QUALIFY row_number() OVER (PARTITION BY day, uid ORDER BY event_id) = 1
)
SELECT day_pe.*, first_carried.uid, src, src_port, dst, dst_port
FROM day_pe
LEFT JOIN first_carried USING (day, fuid)
LEFT JOIN flow_ends ON flow_ends.day = day_pe.day AND flow_ends.uid = first_carried.uid
