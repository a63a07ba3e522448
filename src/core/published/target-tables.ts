import {failedSql} from "../features/list.js";
import {detailed, hourOfSql, hourSql, topSql} from "./use-tables.js";

/** The query of the table `targets`. */
export const targets = `-- One row per destination address of the most anomalous and the busiest; detailed: whether the other tables hold it.
WITH totals AS (
  SELECT
    dst AS entity,
    CAST(sum(events) AS BIGINT) AS events,
    CAST(sum(failed) AS BIGINT) AS failed,
    min(rank) AS rank,
    min(first) AS first,
    max(last) AS last,
    CAST(coalesce(sum(orig_bytes), 0) AS DOUBLE) AS bytes_in,
    CAST(coalesce(sum(resp_bytes), 0) AS DOUBLE) AS bytes_out
  FROM all_uses
  WHERE dst IN (SELECT entity FROM kept_targets)
  GROUP BY dst
),
callers AS (SELECT DISTINCT dst AS entity, src FROM all_uses WHERE dst IN (SELECT entity FROM kept_targets)), -- apart: distinct counts a group do not spill
opened AS (SELECT DISTINCT dst AS entity, dst_port FROM all_uses WHERE dst IN (SELECT entity FROM kept_targets) AND dst_port IS NOT NULL),
sources AS (SELECT entity, count(*) AS sources FROM callers GROUP BY entity),
ports AS (SELECT entity, count(*) AS ports FROM opened GROUP BY entity)
SELECT host AS entity, events, failed, ${topSql}, first, last, bytes_in, bytes_out, sources, coalesce(ports, 0) AS ports, detailed
FROM totals JOIN all_hosts ON id = entity
  JOIN published.events AS top ON top.rank = totals.rank
  JOIN kept_targets USING (entity) JOIN sources USING (entity) LEFT JOIN ports USING (entity)
ORDER BY totals.rank`;

/** The query of the table `target_hours`. */
export const targetHours = `-- One row per detailed target and hour in which a connection to it began.
WITH hourly AS (
  SELECT d.id AS target, ${hourSql} AS h, s.id AS src, count(*) AS events, count(*) FILTER (${failedSql}) AS failed
  FROM published.events AS events
    JOIN (FROM all_hosts WHERE id IN ${detailed.dst}) AS d ON d.host = events.dst
    JOIN all_hosts AS s ON s.host = events.src
  GROUP BY ALL
),
hours AS (
  SELECT target, h, CAST(sum(events) AS BIGINT) AS events, CAST(sum(failed) AS BIGINT) AS failed, count(*) AS sources
  FROM hourly
  GROUP BY target, h
)
SELECT host AS entity, ${hourOfSql("h")} AS hour, events, failed, sources
FROM hours JOIN all_hosts ON id = target
ORDER BY target, h`;

/** The query of what ports and contacts of a host are summed from. */
export const allContacts = (() => {
  const side = (direction: string, entity: "src" | "dst", address: "src" | "dst") =>
    `SELECT ${entity} AS entity, '${direction}' AS direction, ${address} AS address, coalesce(dst_port, -1) AS port,
    coalesce(proto, '') AS proto, CAST(sum(events) AS BIGINT) AS events, CAST(sum(failed) AS BIGINT) AS failed, min(first) AS first, max(last) AS last
  FROM all_uses
  WHERE ${entity} IN ${detailed[entity]}
  GROUP BY ALL`;
  return `-- One row per detailed host, direction, address on the other side, port and protocol.
${side("out", "src", "dst")}
UNION ALL
${side("in", "dst", "src")}`;
})();

/** How many ports and how many addresses of a host and direction are kept: the busiest. */
const maxContacts = 24;

/** The query of the table `host_ports`. */
export const hostPorts = `-- One row per detailed host, direction, port and protocol; the ${maxContacts} busiest each; of: how many there are.
WITH busiest AS (
  SELECT entity AS of_host, direction, port, proto, CAST(sum(events) AS BIGINT) AS events, CAST(sum(failed) AS BIGINT) AS failed,
    count(*) AS addresses, min(first) AS first, count(*) OVER (PARTITION BY entity, direction) AS of
  FROM all_contacts
  GROUP BY entity, direction, port, proto
  QUALIFY row_number() OVER (PARTITION BY entity, direction ORDER BY sum(events) DESC, port, proto) <= ${maxContacts}
)
SELECT host AS entity, busiest.* EXCLUDE (of_host)
FROM busiest JOIN all_hosts ON id = of_host
ORDER BY of_host, direction, events DESC, port, proto`;

/** The query of the table `host_contacts`. */
export const hostContacts = `-- One row per detailed host, direction and address on the other side; the ${maxContacts} busiest each; of: how many there are.
WITH busiest AS (
  SELECT entity AS of_host, direction, address AS other, CAST(sum(events) AS BIGINT) AS events, CAST(sum(failed) AS BIGINT) AS failed,
    count(*) AS ports, min(first) AS first, max(last) AS last, count(*) OVER (PARTITION BY entity, direction) AS of
  FROM all_contacts
  GROUP BY entity, direction, address
  QUALIFY row_number() OVER (PARTITION BY entity, direction ORDER BY sum(events) DESC, address) <= ${maxContacts}
)
SELECT own.host AS entity, direction, others.host AS address, busiest.* EXCLUDE (of_host, direction, other)
FROM busiest JOIN all_hosts AS own ON own.id = of_host JOIN all_hosts AS others ON others.id = other
ORDER BY of_host, direction, events DESC, other`;
