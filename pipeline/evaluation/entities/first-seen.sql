-- One row per service, port or peer that a detailed entity used: when first; the 40 latest of each kind an entity.
WITH uses AS (
  SELECT src AS entity, unnest(['service', 'port', 'peer']) AS kind,
    unnest([service, CAST(dst_port AS VARCHAR), dst]) AS value, time
  FROM lake.events
  WHERE src IN (SELECT entity FROM lake.entities WHERE detailed)
),
firsts AS (
  SELECT entity, kind, value, min(time) AS first, count(*) AS events
  FROM uses
  WHERE value IS NOT NULL
  GROUP BY ALL
)
SELECT *, count(*) OVER (PARTITION BY entity, kind) AS of
FROM firsts
QUALIFY row_number() OVER (PARTITION BY entity, kind ORDER BY first DESC, value) <= 40
ORDER BY entity, kind, first, value
