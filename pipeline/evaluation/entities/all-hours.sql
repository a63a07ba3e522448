-- One row per source address and hour in which it opened a connection, with its place among all sources of that hour.
SELECT
  *,
  count(*) OVER (PARTITION BY hour) AS hosts,
  CAST(percent_rank() OVER (PARTITION BY hour ORDER BY bytes_out) AS FLOAT) AS bytes_above,
  CAST(percent_rank() OVER (PARTITION BY hour ORDER BY events) AS FLOAT) AS events_above
FROM (
  SELECT
    src AS entity,
    date_trunc('hour', time) AS hour,
    count(*) AS events,
    count(*) FILTER (score >= (SELECT threshold FROM entity_line)) AS alerts,
    CAST(coalesce(sum(orig_bytes), 0) AS DOUBLE) AS bytes_out,
    CAST(coalesce(sum(resp_bytes), 0) AS DOUBLE) AS bytes_in,
    max(score) AS score
  FROM lake.events
  GROUP BY ALL
)
