/** The columns of what is published of hosts that count events, as queries to be compared with. */
export const publishedEntities = {
  totals: `(SELECT entity, events, alerts, score, rank, event_id, first, last, bytes_out, bytes_in, peers
    FROM lake.entities)`,
  hours: `(SELECT entity, hour, events, alerts, bytes_out, bytes_in, score FROM lake.entity_hours)`
} as const;

/**
 * The query that counts the events of each source again, without the tables that the pipeline made on its
 * way; its parameter is the line. Its columns are those of `publishedEntities.totals`.
 */
export const entityTotalsSql = `SELECT * FROM (
    SELECT src AS entity, count(*) AS events, count(*) FILTER (score >= ?) AS alerts, max(score) AS score,
      min(rank) AS rank, arg_min(event_id, rank) AS event_id, min(time) AS first, max(time) AS last,
      CAST(coalesce(sum(orig_bytes), 0) AS DOUBLE) AS bytes_out,
      CAST(coalesce(sum(resp_bytes), 0) AS DOUBLE) AS bytes_in
    FROM lake.events GROUP BY src
  ) JOIN (
    SELECT src AS entity, count(*) AS peers FROM (SELECT DISTINCT src, dst FROM lake.events) GROUP BY src
  ) USING (entity)`;

/** The query that counts the events of each hour of the hosts that are kept in detail; its parameter is the line. */
export const entityHoursSql = `SELECT src AS entity, date_trunc('hour', time) AS hour, count(*) AS events,
    count(*) FILTER (score >= ?) AS alerts, CAST(coalesce(sum(orig_bytes), 0) AS DOUBLE) AS bytes_out,
    CAST(coalesce(sum(resp_bytes), 0) AS DOUBLE) AS bytes_in, max(score) AS score
  FROM lake.events WHERE src IN (SELECT entity FROM lake.entities WHERE detailed) GROUP BY ALL`;
