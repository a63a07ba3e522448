import {failedSql} from "../features/list.js";

/** How many targets are kept: see `EntityLimits`. */
export interface TargetLimits {
  kept: number;
  detailed: number;
}

/** Where the tables of sources and of targets are. */
export type HostNames = (name: "entities" | "targets") => string;

/** The columns of the most anomalous event of a host, which its rank leads to: the event is called `top`. */
export const topSql = "top.score, top.rank, top.event_id";

/** One row per destination address: its place among all others. */
export const allTargets = `-- One row per destination address: what its place among all others is decided by.
SELECT dst AS entity, CAST(sum(events) AS BIGINT) AS events, min(rank) AS rank FROM all_uses GROUP BY dst`;

/** Returns the query of the table `targets`. */
export function targets({kept, detailed}: TargetLimits): string {
  const top = (n: number) => `SELECT entity FROM (FROM all_targets ORDER BY rank LIMIT ${n})
    UNION SELECT entity FROM (FROM all_targets ORDER BY events DESC, rank LIMIT ${n})`;
  return `-- One row per destination address of the most anomalous and the busiest; detailed: whether the other tables hold it.
WITH kept AS (${top(kept)}),
detailed AS (${top(detailed)}),
totals AS (
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
  WHERE dst IN (FROM kept)
  GROUP BY dst
),
callers AS (SELECT DISTINCT dst AS entity, src FROM all_uses WHERE dst IN (FROM kept)), -- apart: distinct counts a group do not spill
opened AS (SELECT DISTINCT dst AS entity, dst_port FROM all_uses WHERE dst IN (FROM kept) AND dst_port IS NOT NULL),
sources AS (SELECT entity, count(*) AS sources FROM callers GROUP BY entity),
ports AS (SELECT entity, count(*) AS ports FROM opened GROUP BY entity)
SELECT entity, events, failed, ${topSql}, first, last, bytes_in, bytes_out, sources, coalesce(ports, 0) AS ports,
  entity IN (FROM detailed) AS detailed
FROM totals JOIN published.events AS top ON top.rank = totals.rank
  JOIN sources USING (entity) LEFT JOIN ports USING (entity)
ORDER BY totals.rank`;
}

/** Returns the query of the table `target_hours`. */
export function targetHours(names: HostNames): string {
  return `-- One row per detailed target and hour in which a connection to it began.
WITH hourly AS (
  SELECT dst AS entity, date_trunc('hour', time) AS hour, src, count(*) AS events, count(*) FILTER (${failedSql}) AS failed
  FROM published.events
  WHERE dst IN (SELECT entity FROM ${names("targets")} WHERE detailed)
  GROUP BY ALL
)
SELECT entity, hour, CAST(sum(events) AS BIGINT) AS events, CAST(sum(failed) AS BIGINT) AS failed, count(*) AS sources
FROM hourly
GROUP BY entity, hour
ORDER BY entity, hour`;
}

/** Returns the query of what ports and contacts of a host are summed from. */
export function allContacts(names: HostNames): string {
  const side = (
    direction: string,
    entity: string,
    address: string,
    table: "entities" | "targets"
  ) =>
    `SELECT ${entity} AS entity, '${direction}' AS direction, ${address} AS address, coalesce(dst_port, -1) AS port,
    coalesce(proto, '') AS proto, CAST(sum(events) AS BIGINT) AS events, CAST(sum(failed) AS BIGINT) AS failed, min(first) AS first, max(last) AS last
  FROM all_uses
  WHERE ${entity} IN (SELECT entity FROM ${names(table)} WHERE detailed)
  GROUP BY ALL`;
  return `-- One row per detailed host, direction, address on the other side, port and protocol.
${side("out", "src", "dst", "entities")}
UNION ALL
${side("in", "dst", "src", "targets")}`;
}

/** How many ports and how many addresses of a host and direction are kept: the busiest. */
const maxContacts = 24;

/** The query of the table `host_ports`. */
export const hostPorts = `-- One row per detailed host, direction, port and protocol; the ${maxContacts} busiest each; of: how many there are.
SELECT entity, direction, port, proto, CAST(sum(events) AS BIGINT) AS events, CAST(sum(failed) AS BIGINT) AS failed,
  count(*) AS addresses, min(first) AS first, count(*) OVER (PARTITION BY entity, direction) AS of
FROM all_contacts
GROUP BY entity, direction, port, proto
QUALIFY row_number() OVER (PARTITION BY entity, direction ORDER BY sum(events) DESC, port, proto) <= ${maxContacts}
ORDER BY entity, direction, events DESC, port, proto`;

/** The query of the table `host_contacts`. */
export const hostContacts = `-- One row per detailed host, direction and address on the other side; the ${maxContacts} busiest each; of: how many there are.
SELECT entity, direction, address, CAST(sum(events) AS BIGINT) AS events, CAST(sum(failed) AS BIGINT) AS failed,
  count(*) AS ports, min(first) AS first, max(last) AS last, count(*) OVER (PARTITION BY entity, direction) AS of
FROM all_contacts
GROUP BY entity, direction, address
QUALIFY row_number() OVER (PARTITION BY entity, direction ORDER BY sum(events) DESC, address) <= ${maxContacts}
ORDER BY entity, direction, events DESC, address`;
