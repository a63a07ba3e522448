-- One row per record of the day after that names the server or the client of a flow of the day.
SELECT uid, place, name, client
FROM naming
WHERE uid IN (SELECT uid FROM day_events)
ORDER BY place
