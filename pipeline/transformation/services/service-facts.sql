-- One row per flow of the day that has a service fact (src/core/schema/service-facts.ts).
SELECT event_id, name AS server_name, domain, client
FROM named
LEFT JOIN domains USING (name)
