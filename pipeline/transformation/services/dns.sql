-- One row per DNS record of the day (serviceTables, src/core/schema/service-tables.ts), in order of time.
SELECT
  event_id,
  time,
  day_dns.uid,
  src,
  dst,
  name_of(query) AS query,
  domain,
  qtype_name AS qtype,
  rcode_name AS rcode,
  CAST(coalesce(len(string_split(answers, ',')), 0) AS INTEGER) AS answers
FROM day_dns
LEFT JOIN flow_ids USING (uid)
LEFT JOIN domains ON domains.name = name_of(query)
ORDER BY time, file, line
