-- One row per client and address that an answer named: the latest, carried over to the days after.
WITH merged AS (
  SELECT src, address, instant, min(name) AS name
  FROM (SELECT src, address, instant, name FROM known UNION ALL SELECT src, address, instant, name FROM answers WHERE day = $day)
  WHERE instant >= epoch_us($day) - $known_us
  GROUP BY ALL
)
SELECT src, address, max(instant) AS instant, arg_max(name, instant) AS name
FROM merged
GROUP BY ALL
ORDER BY instant DESC, src, address
LIMIT $max_known
