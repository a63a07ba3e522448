import {failedSql} from "../features/list.js";

/** The query of the numbers of addresses, which are quicker to group and to sort by. */
export const allHosts = `-- One row per address, numbered from 1 in the order of their text.
SELECT CAST(row_number() OVER (ORDER BY host) AS INTEGER) AS id, host
FROM (SELECT src AS host FROM published.events UNION SELECT dst FROM published.events)`;

/** Returns the query of what the totals of hosts are summed from; *line* is the threshold as SQL. */
export function allUses(line: string): string {
  return `-- One row per source, destination, port, protocol and service: what the totals of hosts are summed from.
SELECT
  s.id AS src,
  d.id AS dst,
  dst_port,
  proto,
  service,
  count(*) AS events,
  count(*) FILTER (score >= ${line}) AS alerts,
  count(*) FILTER (${failedSql}) AS failed,
  min(rank) AS rank,
  min(time) AS first,
  max(time) AS last,
  sum(orig_bytes) AS orig_bytes,
  sum(resp_bytes) AS resp_bytes
FROM published.events AS events
  JOIN all_hosts AS s ON s.host = events.src
  JOIN all_hosts AS d ON d.host = events.dst
GROUP BY ALL`;
}

/** Returns the query of what the place of each source, or of each target, among all others is decided by. */
export function allEnds(end: "src" | "dst", what: string): string {
  return `-- One row per ${what} address: what its place among all others is decided by.
SELECT ${end} AS entity, CAST(sum(events) AS BIGINT) AS events, min(rank) AS rank FROM all_uses GROUP BY ${end}`;
}

/** How many hosts of a side are kept: see `EntityLimits`. */
export interface KeptLimits {
  kept: number;
  detailed: number;
  compared: number;
}

/** Returns the query of the most anomalous and the busiest of the table *all*. */
export function keptEnds(all: string, what: string, limits: KeptLimits): string {
  const top = (n: number) => `SELECT entity FROM (FROM ${all} ORDER BY rank LIMIT ${n})
    UNION SELECT entity FROM (FROM ${all} ORDER BY events DESC, rank LIMIT ${n})`;
  return `-- One row per ${what} address of the most anomalous and the busiest; detailed: whether the other tables hold it; compared: with peers.
WITH kept AS (${top(limits.kept)}),
detailed AS (${top(limits.detailed)})
SELECT entity, detailed.entity IS NOT NULL AS detailed, detailed.entity IS NOT NULL AND events >= ${limits.compared} AS compared
FROM ${all} SEMI JOIN kept USING (entity) LEFT JOIN detailed USING (entity)`;
}

/** The numbers of the detailed sources, and those of the detailed targets. */
export const detailed = {
  src: "(SELECT entity FROM kept_sources WHERE detailed)",
  dst: "(SELECT entity FROM kept_targets WHERE detailed)"
} as const;

/** The columns of the most anomalous event of a host, which its rank leads to: the event is called `top`. */
export const topSql = "top.score, top.rank, top.event_id";

/** The hour of `time` as a number, in hours since the epoch: quicker to find and to group by than a time. */
export const hourSql = "CAST(epoch_us(time) // 3600000000 AS INTEGER)";

/** Returns the start of the hour *number* as a time. */
export function hourOfSql(number: string): string {
  return `make_timestamp(CAST(${number} AS BIGINT) * 3600000000)`;
}
