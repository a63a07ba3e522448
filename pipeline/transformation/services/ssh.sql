-- One row per SSH connection of the day (serviceTables, src/core/schema/service-tables.ts), in order of time.
SELECT
  event_id,
  time,
  day_ssh.uid,
  src,
  dst,
  auth_success,
  CAST(least(auth_attempts, 2147483647) AS INTEGER) AS auth_attempts,
  direction,
  client,
  server,
  hassh
FROM day_ssh
LEFT JOIN flow_ids USING (uid)
ORDER BY time, file, line
