-- One row per flow of the day whose destination or client a log names: by its own records, or else by the latest
-- earlier answer of DNS that held its destination, to the same client first.
WITH answered AS (
  SELECT day, src, address, instant, min(name) AS name
  FROM (FROM known UNION ALL BY NAME FROM answers)
  WHERE instant >= epoch_us(day) - $known_us AND address IN (SELECT dst FROM day_events)
  GROUP BY ALL
),
anyone AS (
  SELECT day, address, instant, min(name) AS name
  FROM answered
  GROUP BY ALL
),
seen AS (
  SELECT day, event_id, src, dst, epoch_us(time) AS instant
  FROM day_events
  WHERE dst IN (SELECT address FROM anyone)
),
resolved AS (
  SELECT seen.event_id, coalesce(answered.name, anyone.name) AS name
  FROM seen
  ASOF LEFT JOIN answered
    ON seen.day = answered.day AND seen.src = answered.src AND seen.dst = answered.address
    AND seen.instant > answered.instant
  ASOF LEFT JOIN anyone
    ON seen.day = anyone.day AND seen.dst = anyone.address AND seen.instant > anyone.instant
)
SELECT event_id, coalesce(uid_facts.name, resolved.name) AS name, client
FROM day_events
LEFT JOIN uid_facts USING (day, uid)
LEFT JOIN resolved USING (event_id)
WHERE uid_facts.name IS NOT NULL OR resolved.name IS NOT NULL OR client IS NOT NULL
