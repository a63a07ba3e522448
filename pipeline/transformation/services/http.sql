-- One row per HTTP request of the day (serviceTables, src/core/schema/service-tables.ts), in order of time.
SELECT
  event_id,
  time,
  day_http.uid,
  src,
  dst,
  method,
  name_of(host_of(host)) AS host,
  domain,
  uri,
  user_agent,
  CAST(status_code AS INTEGER) AS status,
  request_body_len AS request_bytes,
  response_body_len AS response_bytes,
  resp_mime_types AS mime_types
FROM day_http
LEFT JOIN flow_ids USING (uid)
LEFT JOIN domains ON domains.name = name_of(host_of(host))
ORDER BY time, file, line
