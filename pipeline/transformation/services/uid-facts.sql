-- One row per day and uid that a TLS, HTTP or SSH record of the day or the next one has: the first name of the destination
-- and the first client.
SELECT
  day,
  uid,
  arg_min(name, place) FILTER (name IS NOT NULL) AS name,
  arg_min(client, place) FILTER (client IS NOT NULL) AS client
FROM (FROM naming UNION ALL BY NAME FROM late)
GROUP BY ALL
