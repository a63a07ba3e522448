-- One row per client and address that an answer named: the latest, carried over to the days after.
WITH merged AS (
  SELECT src, address, instant, min(name) AS name
  FROM (FROM known UNION ALL BY NAME FROM answers)
  WHERE instant >= $oldest
  GROUP BY ALL
)
SELECT src, address, max(instant) AS instant, arg_max(name, instant) AS name
FROM merged
GROUP BY ALL
ORDER BY instant DESC, src, address
LIMIT $max_known
