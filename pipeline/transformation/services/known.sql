-- One row per client and address that an answer named: the latest, carried over to the days after.
WITH merged AS (
  SELECT src, address, instant, min(name) AS name
  FROM (FROM known UNION ALL BY NAME FROM answers)
  WHERE instant >= $oldest
  GROUP BY ALL
),
latest AS (
  SELECT src, address, max(instant) AS instant, arg_max(name, instant) AS name
  FROM merged
  GROUP BY ALL
)
SELECT src, address, instant, name
FROM latest
QUALIFY row_number() OVER (ORDER BY instant DESC, src, address) <= $max_known
