-- One row per TLS handshake of the day (serviceTables, src/core/schema/service-tables.ts), in order of time.
SELECT
  event_id,
  time,
  day_ssl.uid,
  src,
  dst,
  version,
  cipher,
  name_of(server_name) AS server_name,
  domain,
  established,
  resumed,
  ja3,
  ja3s,
  ja4,
  subject,
  issuer,
  validation_status AS validation
FROM day_ssl
LEFT JOIN flow_ids USING (uid)
LEFT JOIN domains ON domains.name = name_of(server_name)
ORDER BY time, file, line
