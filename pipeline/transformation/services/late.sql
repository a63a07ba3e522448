-- One row per record of the day after that names the server or the client of a flow of the day.
SELECT day, uid, place, name, client
FROM naming
SEMI JOIN day_events USING (day, uid)
ORDER BY place
