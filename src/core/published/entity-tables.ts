import {
  allChannels,
  allIntervals,
  channelIntervals,
  channels,
  keptChannels
} from "./channel-tables.js";
import {allContacts, hostContacts, hostPorts, targetHours, targets} from "./target-tables.js";
import {
  allEnds,
  allHosts,
  allUses,
  detailed,
  hourOfSql,
  hourSql,
  keptEnds,
  topSql
} from "./use-tables.js";

/** How much is kept of hosts: all counts of them are in the hands of whoever sends packets. */
export interface EntityLimits {
  /** Hosts whose totals are kept: at most as many of the most anomalous, and as many of the busiest. */
  kept: number;

  /** Hosts whose hours, channels, first uses and peers are kept too, chosen likewise. */
  detailed: number;

  /** The fewest connections of a host that is held against peers: fewer are no habit. */
  compared: number;

  /** The values of each kind that a profile keeps, the most used first. */
  values: number;
}

/** The limits of the pipeline, which Verify takes as well. */
export const entityLimits: EntityLimits = {kept: 25_000, detailed: 1000, compared: 10, values: 32};

/** The tables about hosts that are published, in the order in which they are made. */
export const entityTableNames = [
  "entities",
  "entity_hours",
  "hours",
  "entity_profiles",
  "channels",
  "channel_intervals",
  "first_seen",
  "targets",
  "target_hours",
  "host_ports",
  "host_contacts"
] as const;

/** A published table about hosts. */
export type EntityTableName = (typeof entityTableNames)[number];

/** Where a table about hosts is: in `published`, or a copy of it. */
export type EntityNames = (name: EntityTableName) => string;

/** The tables as they are published. */
export const publishedEntities: EntityNames = (name) => `published.${name}`;

/** The tables as they are recomputed, beside the published ones. */
export const copiedEntities: EntityNames = (name) => `checked_${name}`;

/** A statement of those that make the tables; it begins by what one row is. */
export interface EntityStep {
  /** The table it makes, or null for one that is dropped in the end. */
  table: EntityTableName | null;
  sql: string;
}

/** What the steps depend on. */
export interface EntityStepsOptions {
  /** The line, in (0, 1). */
  threshold: number;
  names: EntityNames;
  limits?: EntityLimits;
}

/**
 * Returns the statements that make the tables about hosts from `published.events`, to be run in order. Those whose
 * table is in `published` fill a database; all others make temporary ones. Whatever has a row for every host or
 * every host’s hour can spill to disk, and none of it is published.
 */
export function entitySteps({
  threshold,
  names,
  limits = entityLimits
}: EntityStepsOptions): EntityStep[] {
  const line = `CAST('${threshold}' AS DOUBLE)`; // a literal would be a decimal, which rounds otherwise
  const make = (table: EntityTableName, sql: string): EntityStep => {
    const kind = names(table).startsWith("published.") ? "TABLE" : "TEMP TABLE";
    return {table, sql: `CREATE ${kind} ${names(table)} AS ${sql}`};
  };
  const scratch = (name: string, sql: string) => ({
    table: null,
    sql: `CREATE TEMP TABLE ${name} AS ${sql}`
  });
  const drop = (name: string): EntityStep => ({table: null, sql: `DROP TABLE ${name}`});
  return [
    scratch("all_hosts", allHosts),
    scratch("all_uses", allUses(line)),
    scratch("all_sources", allEnds("src", "source")),
    scratch("kept_sources", keptEnds("all_sources", "source", limits)),
    drop("all_sources"),
    make("entities", entities),
    scratch("all_hours", allHours(line)),
    scratch("hour_places", hourPlaces),
    make("hours", hours),
    make("entity_hours", entityHours(names)),
    drop("hour_places"),
    make("entity_profiles", entityProfiles(limits)),
    drop("all_hours"),
    scratch("all_channels", allChannels),
    scratch("all_intervals", allIntervals),
    scratch("kept_channels", keptChannels),
    drop("all_channels"),
    make("channels", channels),
    make("channel_intervals", channelIntervals),
    drop("all_intervals"),
    drop("kept_channels"),
    make("first_seen", firstSeen),
    scratch("all_targets", allEnds("dst", "destination")),
    scratch("kept_targets", keptEnds("all_targets", "destination", limits)),
    drop("all_targets"),
    make("targets", targets),
    make("target_hours", targetHours),
    scratch("all_contacts", allContacts),
    ...["all_uses", "kept_sources", "kept_targets"].map(drop),
    make("host_ports", hostPorts),
    make("host_contacts", hostContacts),
    ...["all_contacts", "all_hosts"].map(drop)
  ];
}

const entities = `-- One row per source address of the most anomalous and the busiest; detailed: whether the other tables hold it.
WITH totals AS (
  SELECT
    src AS entity,
    CAST(sum(events) AS BIGINT) AS events,
    CAST(sum(alerts) AS BIGINT) AS alerts,
    CAST(sum(failed) AS BIGINT) AS failed,
    min(rank) AS rank,
    min(first) AS first,
    max(last) AS last,
    CAST(coalesce(sum(orig_bytes), 0) AS DOUBLE) AS bytes_out,
    CAST(coalesce(sum(resp_bytes), 0) AS DOUBLE) AS bytes_in
  FROM all_uses
  WHERE src IN (SELECT entity FROM kept_sources)
  GROUP BY src
),
pairs AS (SELECT DISTINCT src AS entity, dst FROM all_uses WHERE src IN (SELECT entity FROM kept_sources)), -- apart: distinct counts a group do not spill
opened AS (SELECT DISTINCT src AS entity, dst_port FROM all_uses WHERE src IN (SELECT entity FROM kept_sources) AND dst_port IS NOT NULL),
called AS (SELECT entity, count(*) AS destinations FROM pairs GROUP BY entity),
ports AS (SELECT entity, count(*) AS ports FROM opened GROUP BY entity)
SELECT
  host AS entity, events, alerts, failed, ${topSql}, first, last, bytes_out, bytes_in,
  called.destinations,
  coalesce(ports.ports, 0) AS ports,
  detailed,
  compared
FROM totals JOIN all_hosts ON id = entity
  JOIN published.events AS top ON top.rank = totals.rank
  JOIN kept_sources USING (entity) JOIN called USING (entity) LEFT JOIN ports USING (entity)
ORDER BY totals.rank`;

const allHours = (
  line: string
): string => `-- One row per source address and hour in which it opened a connection.
SELECT
  s.id AS src,
  ${hourSql} AS h,
  count(*) AS events,
  count(*) FILTER (score >= ${line}) AS alerts,
  CAST(coalesce(sum(orig_bytes), 0) AS DOUBLE) AS bytes_out,
  CAST(coalesce(sum(resp_bytes), 0) AS DOUBLE) AS bytes_in,
  max(score) AS score
FROM published.events AS events JOIN all_hosts AS s ON s.host = events.src
GROUP BY ALL`;

const hourPlaces = `-- One row per hour and number of bytes that a source sent in it: how many sources sent less.
SELECT h, bytes_out, CAST(sum(n) OVER (PARTITION BY h ORDER BY bytes_out) - n AS BIGINT) AS below
FROM (SELECT h, bytes_out, count(*) AS n FROM all_hours GROUP BY ALL)`;

const hours = `-- One row per hour with any event: how many sources, and the spread of what each of them sent.
SELECT
  ${hourOfSql("h")} AS hour,
  count(*) AS hosts,
  quantile_disc(bytes_out, 0.1) AS bytes_low,
  quantile_disc(bytes_out, 0.5) AS bytes_middle,
  quantile_disc(bytes_out, 0.9) AS bytes_high
FROM all_hours
GROUP BY h
ORDER BY h`;

const entityHours = (
  names: EntityNames
): string => `-- One row per detailed entity and hour in which it opened a connection, with its place among all sources of that hour.
SELECT
  host AS entity,
  hour,
  all_hours.* EXCLUDE (src, h),
  hosts,
  CAST(CASE WHEN hosts > 1 THEN below / (hosts - 1) ELSE 0 END AS FLOAT) AS bytes_above
FROM all_hours
JOIN ${names("hours")} ON hour = ${hourOfSql("h")}
JOIN hour_places USING (h, bytes_out)
JOIN all_hosts ON id = src
WHERE src IN ${detailed.src}
ORDER BY src, h`;

const entityProfiles = ({
  values
}: EntityLimits): string => `-- One row per service, port or hour of the day of a compared entity, with its share of the connections; the ${values} most used of each kind.
WITH compared AS (SELECT entity FROM kept_sources WHERE compared),
services AS (SELECT src, service, sum(events) AS events FROM all_uses WHERE src IN (FROM compared) GROUP BY ALL),
ports AS (SELECT src, dst_port, proto, sum(events) AS events FROM all_uses WHERE src IN (FROM compared) GROUP BY ALL),
hours AS (SELECT src, h % 24 AS hour, sum(events) AS events FROM all_hours WHERE src IN (FROM compared) GROUP BY ALL),
uses AS (
  SELECT src, 'services' AS kind, coalesce(service, '–') AS value, events FROM services
  UNION ALL
  SELECT src, 'ports', concat(coalesce(CAST(dst_port AS VARCHAR), '–'), '/', coalesce(proto, '–')), events FROM ports
  UNION ALL
  SELECT src, 'hours', concat(lpad(CAST(hour AS VARCHAR), 2, '0'), ':00'), events FROM hours
),
counted AS (SELECT src, kind, value, CAST(sum(events) AS BIGINT) AS events FROM uses GROUP BY ALL),
shares AS (
  SELECT src, kind, value, events, CAST(events AS DOUBLE) / CAST(sum(events) OVER (PARTITION BY src, kind) AS DOUBLE) AS share
  FROM counted
  QUALIFY row_number() OVER (PARTITION BY src, kind ORDER BY events DESC, value) <= ${values}
)
SELECT host AS entity, shares.* EXCLUDE (src)
FROM shares JOIN all_hosts ON id = src
ORDER BY src, kind, events DESC, value`;

const firstSeen = `-- One row per service, port or destination that a detailed entity used: when first; the 40 latest of each kind an entity.
WITH uses AS (FROM all_uses WHERE src IN ${detailed.src}),
services AS (SELECT src, service, min(first) AS first, sum(events) AS events FROM uses WHERE service IS NOT NULL GROUP BY ALL),
ports AS (SELECT src, dst_port, min(first) AS first, sum(events) AS events FROM uses WHERE dst_port IS NOT NULL GROUP BY ALL),
destinations AS (SELECT src, dst, min(first) AS first, sum(events) AS events FROM uses GROUP BY ALL),
firsts AS (
  SELECT src, 'service' AS kind, service AS value, first, events FROM services
  UNION ALL
  SELECT src, 'port', CAST(dst_port AS VARCHAR), first, events FROM ports
  UNION ALL
  SELECT src, 'destination', host, first, events FROM destinations JOIN all_hosts ON id = dst
),
latest AS (
  SELECT src, kind, value, first, CAST(events AS BIGINT) AS events, count(*) OVER (PARTITION BY src, kind) AS of
  FROM firsts
  QUALIFY row_number() OVER (PARTITION BY src, kind ORDER BY first DESC, value) <= 40
)
SELECT host AS entity, latest.* EXCLUDE (src)
FROM latest JOIN all_hosts ON id = src
ORDER BY src, kind, first, value`;
