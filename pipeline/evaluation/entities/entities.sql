-- One row per source address, strangest first; detailed: whether the other tables hold it.
WITH totals AS (
  SELECT
    src AS entity,
    count(*) AS events,
    count(*) FILTER (score >= (SELECT threshold FROM entity_line)) AS alerts,
    max(score) AS score,
    min(rank) AS rank,
    arg_min(event_id, rank) AS event_id,
    min(time) AS first,
    max(time) AS last,
    CAST(coalesce(sum(orig_bytes), 0) AS DOUBLE) AS bytes_out,
    CAST(coalesce(sum(resp_bytes), 0) AS DOUBLE) AS bytes_in
  FROM lake.events
  GROUP BY src
),
pairs AS (SELECT DISTINCT src AS entity, dst FROM lake.events), -- apart: distinct counts a group do not spill
peers AS (SELECT entity, count(*) AS peers FROM pairs GROUP BY entity)
SELECT
  totals.*,
  peers.peers,
  row_number() OVER (ORDER BY rank) <= (SELECT strangest FROM entity_line)
    OR row_number() OVER (ORDER BY events DESC, rank) <= (SELECT busiest FROM entity_line) AS detailed
FROM totals JOIN peers USING (entity)
ORDER BY rank
