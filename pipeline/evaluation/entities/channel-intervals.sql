-- One row per interval of a channel in `channels`; of longer channels the first 150.
SELECT entity, dst, dst_port, time, seconds
FROM all_intervals SEMI JOIN lake.channels USING (entity, dst, dst_port)
QUALIFY row_number() OVER (PARTITION BY entity, dst, dst_port ORDER BY time, seconds) <= 150
ORDER BY entity, dst, dst_port, time, seconds
