import type {PeerRow} from "../../core/published/entity-peers.js";
import type {EventRow} from "../../core/schema/published.js";
import type {PublishedDatabase} from "../database/client.js";

/** A host’s totals over the whole log, as the table `entities` has them. */
export interface EntityTotals {
  entity: string;
  events: number;
  alerts: number;
  score: number;
  event_id: number;
  first: number;
  last: number;
  bytes_out: number;
  bytes_in: number;
  /** The number of addresses that it called. */
  destinations: number;
  /** Whether hours, channels and first uses are kept of it. */
  detailed: boolean;
  /** Whether it was held against peers. */
  compared: boolean;
}

/** An hour in which a host opened a connection. */
export interface EntityHour {
  hour: number;
  events: number;
  alerts: number;
  bytes_out: number;
  score: number;
  /** The sources of that hour, this one among them. */
  hosts: number;
  /** The share of the others that sent less, in [0, 1]. */
  bytes_above: number;
}

/** What the sources of an hour sent: the 10th, 50th and 90th of a hundred, in bytes. */
export interface HourBand {
  hour: number;
  hosts: number;
  bytes_low: number;
  bytes_middle: number;
  bytes_high: number;
}

/** A source’s calls to one port of one destination; times between them in seconds. */
export interface Channel {
  dst: string;
  /** −1 if the events have no port. */
  dst_port: number;
  intervals: number;
  middle: number;
  /** The median distance from the median. */
  deviation: number;
  /** 1 − deviation ÷ median, in [0, 1]; 1 is a clock. */
  regularity: number;
}

/** One interval of a channel, and when it ended. */
export interface Interval {
  dst: string;
  dst_port: number;
  time: number;
  seconds: number;
}

/** When a host first used a service, a port or a destination; *of* is how many of the kind it used in all. */
export interface FirstSeen {
  kind: "service" | "port" | "destination";
  value: string;
  first: number;
  events: number;
  of: number;
}

/** What is known of one host. */
export interface EntityDetail {
  totals: EntityTotals;
  hours: EntityHour[];
  bands: HourBand[];
  channels: Channel[];
  intervals: Interval[];
  firsts: FirstSeen[];
  /** Its closest peers; empty if it was not compared. */
  peers: PeerRow[];

  /** Of *others*, the other compared hosts, how many have a peer that is closer than its closest. */
  closer: number;
  others: number;

  /** Its events at or above the line, strangest first; at most 500. */
  alerts: EventRow[];
}

/** What is known of an address that never opened a connection. */
export interface DestinationAddress {
  events: number;
  sources: number;
  score: number;
  first: number;
  last: number;
}

/** The queries behind the figures of a host; every `?` is its address. */
export const entityQueries = {
  totals: "SELECT * FROM entities WHERE entity = ?",
  totalsOfOthers: `SELECT src AS entity, count(*) AS events, max(score) AS score, arg_min(event_id, rank) AS event_id,
  min(time) AS first, max(time) AS last, CAST(coalesce(sum(orig_bytes), 0) AS DOUBLE) AS bytes_out,
  CAST(coalesce(sum(resp_bytes), 0) AS DOUBLE) AS bytes_in, count(DISTINCT dst) AS destinations,
  false AS detailed, false AS compared
FROM events WHERE src = ? GROUP BY src`,
  alertsByHour: `SELECT date_trunc('hour', time) AS hour, count(*) AS alerts
FROM events WHERE score >= ? AND src = ? GROUP BY ALL`,
  peers: "SELECT * FROM entity_peers WHERE entity = ? ORDER BY place",
  closer: `SELECT count(*) FILTER (similarity > ?) AS closer, count(*) AS others
FROM entity_peers WHERE place = 1 AND entity <> ?`,
  hours: "SELECT * FROM entity_hours WHERE entity = ? ORDER BY hour",
  channels: "SELECT * FROM channels WHERE entity = ? ORDER BY regularity DESC, intervals DESC",
  intervals: "SELECT * FROM channel_intervals WHERE entity = ? ORDER BY time",
  firsts: "SELECT * FROM first_seen WHERE entity = ? ORDER BY first, value",
  alerts: `SELECT event_id AS event, time, src, src_port AS "srcPort", dst, dst_port AS "dstPort", proto, service,
  conn_state AS state, duration, orig_bytes AS "origBytes", resp_bytes AS "respBytes", score, label, technique
FROM events WHERE score >= ? AND src = ? ORDER BY rank LIMIT 500`
} as const;

/** Reads a host, its alerts counted at *line*; null if the address never opened a connection. */
export async function readEntity(
  lake: PublishedDatabase,
  entity: string,
  line: number
): Promise<EntityDetail | null> {
  const [kept] = await lake.query<EntityTotals>(entityQueries.totals, [entity]);
  const totals =
    kept ?? (await lake.query<EntityTotals>(entityQueries.totalsOfOthers, [entity]))[0];
  if (!totals) return null;
  const ofEntity = <T extends object>(sql: string) => lake.query<T>(sql, [entity]);
  const above = await alertsByHour(lake, entity, line);
  const alerts = [...above.values()].reduce((sum, n) => sum + n, 0);
  const peers = totals.compared ? await ofEntity<PeerRow>(entityQueries.peers) : [];
  const hours = totals.detailed ? await ofEntity<EntityHour>(entityQueries.hours) : [];
  return {
    totals: {...totals, alerts},
    hours: hours.map((one) => ({...one, alerts: above.get(one.hour) ?? 0})),
    bands: await lake.query<HourBand>("SELECT * FROM hours ORDER BY hour"),
    channels: await ofEntity<Channel>(entityQueries.channels),
    intervals: await ofEntity<Interval>(entityQueries.intervals),
    firsts: await ofEntity<FirstSeen>(entityQueries.firsts),
    peers,
    ...(await countCloser(lake, entity, peers)),
    alerts: alerts > 0 ? await lake.query<EventRow>(entityQueries.alerts, [line, entity]) : []
  };
}

/** Returns the number of its events at or above *line*, by the hour, in ms since the epoch. */
async function alertsByHour(
  lake: PublishedDatabase,
  entity: string,
  line: number
): Promise<ReadonlyMap<number, number>> {
  const rows = await lake.query<{hour: number; alerts: number}>(entityQueries.alertsByHour, [
    line,
    entity
  ]);
  return new Map(rows.map(({hour, alerts}) => [hour, alerts]));
}

async function countCloser(
  lake: PublishedDatabase,
  entity: string,
  [closest]: readonly PeerRow[]
): Promise<{closer: number; others: number}> {
  if (!closest) return {closer: 0, others: 0};
  const parameters = [closest.similarity, entity];
  return (await lake.query<{closer: number; others: number}>(entityQueries.closer, parameters))[0];
}

/** How many alerts the listed hosts have at a line, and how many of all hosts have any. */
export interface AlertsAtThreshold {
  alerting: number;
  alerts: ReadonlyMap<string, number>;
}

/** Counts the alerts of the hosts *entities* at *line*, and all hosts that have one. */
export async function readAlertsAtThreshold(
  lake: PublishedDatabase,
  entities: readonly string[],
  line: number
): Promise<AlertsAtThreshold> {
  const [{alerting}] = await lake.query<{alerting: number}>(
    "SELECT count(*) AS alerting FROM (SELECT DISTINCT src FROM events WHERE score >= ?)",
    [line]
  );
  const marks = entities.map(() => "?").join(", ");
  const rows = entities.length
    ? await lake.query<{entity: string; alerts: number}>(
        `SELECT src AS entity, count(*) AS alerts FROM events WHERE score >= ? AND src IN (${marks}) GROUP BY src`,
        [line, ...entities]
      )
    : [];
  return {alerting, alerts: new Map(rows.map(({entity, alerts}) => [entity, alerts]))};
}

/** Returns what others did with an address; null if it is in no event. */
export async function readDestination(
  lake: PublishedDatabase,
  address: string
): Promise<DestinationAddress | null> {
  const [found] = await lake.query<DestinationAddress>(
    `SELECT count(*) AS events, count(DISTINCT src) AS sources, max(score) AS score,
      min(time) AS first, max(time) AS last FROM events WHERE dst = ?`,
    [address]
  );
  return found && found.events > 0 ? found : null;
}
