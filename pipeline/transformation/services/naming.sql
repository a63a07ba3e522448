-- One row per record of TLS, HTTP or SSH that names the server or the client of the connection with its uid. The lowest place
-- counts: TLS before HTTP before SSH, each in the order of the files and lines.
WITH records AS (
  SELECT day, uid, 0 AS rank, file, line, name_of(server_name) AS name, coalesce(ja4, ja3) AS client
  FROM $days_ssl
  UNION ALL
  SELECT day, uid, 1 AS rank, file, line, name_of(host_of(host)) AS name, user_agent AS client
  FROM $days_http
  UNION ALL
  SELECT day, uid, 2 AS rank, file, line, NULL AS name, client
  FROM $days_ssh
)
SELECT
  day,
  uid,
  (CAST(rank AS BIGINT) << 60) + (CAST(file AS BIGINT) << 31) + line AS place,
  name,
  left(client, $max_client) AS client
FROM records
WHERE uid IS NOT NULL AND (name IS NOT NULL OR client IS NOT NULL)
