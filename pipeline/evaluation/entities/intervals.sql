-- One row per connection of a detailed entity that has one before it in its channel: the seconds between them.
SELECT entity, dst, coalesce(dst_port, -1) AS dst_port, time, seconds
FROM (
  SELECT
    src AS entity,
    dst,
    dst_port,
    time,
    (epoch_us(time) - lag(epoch_us(time)) OVER (PARTITION BY src, dst, dst_port ORDER BY time, event_id)) / 1e6 AS seconds
  FROM lake.events
  WHERE src IN (SELECT entity FROM lake.entities WHERE detailed)
)
WHERE seconds IS NOT NULL
