-- One row per detailed entity and hour in which it opened a connection, ordered by entity.
SELECT all_hours.*
FROM all_hours JOIN lake.entities USING (entity)
WHERE detailed
ORDER BY entity, hour
