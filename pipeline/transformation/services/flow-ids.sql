-- One row per day and uid of a flow of the day or the day before, with the event that its records belong to.
SELECT day, uid, min(event_id) AS event_id
FROM recent_events
WHERE uid IS NOT NULL
GROUP BY ALL
