-- One row per uid that a TLS, HTTP or SSH record of the day or the next one has: the first name of the destination
-- and the first client, TLS before HTTP before SSH, each in the order of the files and lines.
WITH records AS (
  SELECT uid, 0 AS rank, file, line, name_of(server_name) AS name, coalesce(ja4, ja3) AS client
  FROM near_ssl
  UNION ALL
  SELECT uid, 1 AS rank, file, line, name_of(host_of(host)) AS name, user_agent AS client
  FROM near_http
  UNION ALL
  SELECT uid, 2 AS rank, file, line, NULL AS name, client
  FROM near_ssh
),
placed AS (
  SELECT uid, name, client, (CAST(rank AS HUGEINT) << 64) + (CAST(file AS HUGEINT) << 32) + line AS place
  FROM records
  WHERE uid IS NOT NULL
)
SELECT
  uid,
  arg_min(name, place) FILTER (name IS NOT NULL) AS name,
  left(arg_min(client, place) FILTER (client IS NOT NULL), $max_client) AS client
FROM placed
GROUP BY uid
