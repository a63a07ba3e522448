-- One row per channel (source, destination, port) of a detailed entity with 5 intervals or more; the 12 most regular an entity.
WITH medians AS (
  SELECT entity, dst, dst_port, quantile_disc(seconds, 0.5) AS middle FROM all_intervals GROUP BY ALL
),
measured AS (
  SELECT
    entity,
    dst,
    dst_port,
    count(*) AS intervals,
    min(time) AS first,
    max(time) AS last,
    any_value(middle) AS middle,
    quantile_disc(abs(seconds - middle), 0.5) AS deviation
  FROM all_intervals JOIN medians USING (entity, dst, dst_port)
  GROUP BY ALL
)
SELECT *, CASE WHEN middle > 0 THEN greatest(0, 1 - deviation / middle) ELSE 0 END AS regularity
FROM measured
WHERE intervals >= 5
QUALIFY row_number() OVER (PARTITION BY entity ORDER BY regularity DESC, intervals DESC, dst, dst_port) <= 12
ORDER BY entity, regularity DESC, intervals DESC, dst, dst_port
