import {failedSql} from "../features/list.js";
import {allChannels, allIntervals, channelIntervals, channels} from "./channel-tables.js";
import {
  allContacts,
  allTargets,
  hostContacts,
  hostPorts,
  targetHours,
  targets,
  topSql
} from "./target-tables.js";

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
  const drop = (name: string) => ({table: null, sql: `DROP TABLE ${name}`});
  return [
    scratch("all_uses", allUses(line)),
    scratch("all_sources", allSources),
    make("entities", entities(limits)),
    drop("all_sources"),
    scratch("all_hours", allHours(line)),
    scratch("hour_places", hourPlaces),
    make("hours", hours),
    make("entity_hours", entityHours(names)),
    drop("hour_places"),
    make("entity_profiles", entityProfiles(names, limits)),
    drop("all_hours"),
    scratch("all_channels", allChannels(names)),
    scratch("all_intervals", allIntervals),
    make("channels", channels),
    make("channel_intervals", channelIntervals(names)),
    drop("all_intervals"),
    drop("all_channels"),
    make("first_seen", firstSeen(names)),
    scratch("all_targets", allTargets),
    make("targets", targets(limits)),
    drop("all_targets"),
    make("target_hours", targetHours(names)),
    scratch("all_contacts", allContacts(names)),
    drop("all_uses"),
    make("host_ports", hostPorts),
    make("host_contacts", hostContacts),
    drop("all_contacts")
  ];
}

const allUses = (
  line: string
): string => `-- One row per source, destination, port, protocol and service: what the totals of hosts are summed from.
SELECT
  src,
  dst,
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
FROM published.events
GROUP BY ALL`;

const allSources = `-- One row per source address: what its place among all others is decided by.
SELECT src AS entity, CAST(sum(events) AS BIGINT) AS events, min(rank) AS rank FROM all_uses GROUP BY src`;

const entities = ({kept, detailed, compared}: EntityLimits): string => {
  const top = (n: number) => `SELECT entity FROM (FROM all_sources ORDER BY rank LIMIT ${n})
    UNION SELECT entity FROM (FROM all_sources ORDER BY events DESC, rank LIMIT ${n})`;
  return `-- One row per source address of the most anomalous and the busiest; detailed: whether the other tables hold it.
WITH kept AS (${top(kept)}),
detailed AS (${top(detailed)}),
totals AS (
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
  WHERE src IN (FROM kept)
  GROUP BY src
),
pairs AS (SELECT DISTINCT src AS entity, dst FROM all_uses WHERE src IN (FROM kept)), -- apart: distinct counts a group do not spill
opened AS (SELECT DISTINCT src AS entity, dst_port FROM all_uses WHERE src IN (FROM kept) AND dst_port IS NOT NULL),
called AS (SELECT entity, count(*) AS destinations FROM pairs GROUP BY entity),
ports AS (SELECT entity, count(*) AS ports FROM opened GROUP BY entity)
SELECT
  entity, events, alerts, failed, ${topSql}, first, last, bytes_out, bytes_in,
  called.destinations,
  coalesce(ports.ports, 0) AS ports,
  entity IN (FROM detailed) AS detailed,
  entity IN (FROM detailed) AND events >= ${compared} AS compared
FROM totals JOIN published.events AS top ON top.rank = totals.rank
  JOIN called USING (entity) LEFT JOIN ports USING (entity)
ORDER BY totals.rank`;
};

const allHours = (
  line: string
): string => `-- One row per source address and hour in which it opened a connection.
SELECT
  src AS entity,
  date_trunc('hour', time) AS hour,
  count(*) AS events,
  count(*) FILTER (score >= ${line}) AS alerts,
  CAST(coalesce(sum(orig_bytes), 0) AS DOUBLE) AS bytes_out,
  CAST(coalesce(sum(resp_bytes), 0) AS DOUBLE) AS bytes_in,
  max(score) AS score
FROM published.events
GROUP BY ALL`;

const hourPlaces = `-- One row per hour and number of bytes that a source sent in it: how many sources sent less.
SELECT hour, bytes_out, CAST(sum(n) OVER (PARTITION BY hour ORDER BY bytes_out) - n AS BIGINT) AS below
FROM (SELECT hour, bytes_out, count(*) AS n FROM all_hours GROUP BY ALL)`;

const hours = `-- One row per hour with any event: how many sources, and the spread of what each of them sent.
SELECT
  hour,
  count(*) AS hosts,
  quantile_disc(bytes_out, 0.1) AS bytes_low,
  quantile_disc(bytes_out, 0.5) AS bytes_middle,
  quantile_disc(bytes_out, 0.9) AS bytes_high
FROM all_hours
GROUP BY hour
ORDER BY hour`;

const entityHours = (
  names: EntityNames
): string => `-- One row per detailed entity and hour in which it opened a connection, with its place among all sources of that hour.
SELECT
  all_hours.*,
  hosts,
  CAST(CASE WHEN hosts > 1 THEN below / (hosts - 1) ELSE 0 END AS FLOAT) AS bytes_above
FROM all_hours
JOIN ${names("hours")} USING (hour)
JOIN hour_places USING (hour, bytes_out)
WHERE entity IN (SELECT entity FROM ${names("entities")} WHERE detailed)
ORDER BY entity, hour`;

const entityProfiles = (
  names: EntityNames,
  {values}: EntityLimits
): string => `-- One row per service, port or hour of the day of a compared entity, with its share of the connections; the ${values} most used of each kind.
WITH compared AS (SELECT entity FROM ${names("entities")} WHERE compared),
uses AS (
  SELECT
    src AS entity,
    unnest(['services', 'ports']) AS kind,
    unnest([
      coalesce(service, '–'),
      concat(coalesce(CAST(dst_port AS VARCHAR), '–'), '/', coalesce(proto, '–'))
    ]) AS value,
    events
  FROM all_uses
  WHERE src IN (FROM compared)
  UNION ALL
  SELECT entity, 'hours', strftime(hour, '%H:00'), events FROM all_hours WHERE entity IN (FROM compared)
),
counted AS (SELECT entity, kind, value, CAST(sum(events) AS BIGINT) AS events FROM uses GROUP BY ALL)
SELECT entity, kind, value, events, CAST(events AS DOUBLE) / CAST(sum(events) OVER (PARTITION BY entity, kind) AS DOUBLE) AS share
FROM counted
QUALIFY row_number() OVER (PARTITION BY entity, kind ORDER BY events DESC, value) <= ${values}
ORDER BY entity, kind, events DESC, value`;

const firstSeen = (
  names: EntityNames
): string => `-- One row per service, port or destination that a detailed entity used: when first; the 40 latest of each kind an entity.
WITH uses AS (
  SELECT src AS entity, unnest(['service', 'port', 'destination']) AS kind,
    unnest([service, CAST(dst_port AS VARCHAR), dst]) AS value, first, events
  FROM all_uses
  WHERE src IN (SELECT entity FROM ${names("entities")} WHERE detailed)
),
firsts AS (
  SELECT entity, kind, value, min(first) AS first, CAST(sum(events) AS BIGINT) AS events
  FROM uses
  WHERE value IS NOT NULL
  GROUP BY ALL
)
SELECT *, count(*) OVER (PARTITION BY entity, kind) AS of
FROM firsts
QUALIFY row_number() OVER (PARTITION BY entity, kind ORDER BY first DESC, value) <= 40
ORDER BY entity, kind, first, value`;
