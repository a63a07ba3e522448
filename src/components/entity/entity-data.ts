import type {PeerRow} from "../../core/published/entity-peers.js";
import type {EventRow} from "../../core/schema/published.js";
import type {PublishedDatabase} from "../database/client.js";
import {readHostIncidents} from "./host-incidents.js";
import type {HostIncidents} from "./host-incidents.js";
import {readHostRules} from "./host-rules.js";
import type {HostRule} from "./host-rules.js";
import {readTraffic} from "./traffic-data.js";
import type {HostTraffic, TargetTotals} from "./traffic-data.js";

/** A host’s totals over the whole log, as the table `entities` has them. */
export interface EntityTotals {
  entity: string;
  /** 0 if it is only a target. */
  events: number;
  failed: number;
  alerts: number;
  score: number;
  event_id: number;
  first: number;
  last: number;
  bytes_out: number;
  bytes_in: number;
  /** The number of addresses that it connected to. */
  destinations: number;
  /** Whether the tables hold its hours, pairs and first uses. */
  detailed: boolean;
  /** Whether it was compared with peers. */
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

/** The bytes that the sources of an hour sent: the 10th, 50th and 90th percentile. */
export interface HourBand {
  hour: number;
  hosts: number;
  bytes_low: number;
  bytes_middle: number;
  bytes_high: number;
}

/** A pair: the connections of a source to one port of one destination; times between them in seconds. */
export interface Pair {
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

/** One interval of a pair, and when it ended. */
export interface Interval {
  dst: string;
  dst_port: number;
  time: number;
  seconds: number;
}

/** The first use of a service, a port or a destination by a host; *of* is how many of the kind it used in all. */
export interface FirstSeen {
  kind: "service" | "port" | "destination";
  value: string;
  first: number;
  events: number;
  of: number;
}

/** The rows of one host. */
export interface EntityDetail {
  totals: EntityTotals;
  hours: EntityHour[];
  bands: HourBand[];
  pairs: Pair[];
  intervals: Interval[];
  firsts: FirstSeen[];
  /** Its closest peers; empty if it was not compared. */
  peers: PeerRow[];

  /** Of *others*, the other compared hosts, how many have a peer that is closer than its closest. */
  closer: number;
  others: number;

  /** Its events at or above the threshold, most anomalous first; at most 500. */
  alerts: EventRow[];

  traffic: HostTraffic;
  incidents: HostIncidents;

  /** The rules with hits about it. */
  rules: HostRule[];
}

/** The queries behind the figures of a host; every `?` is its address. */
export const entityQueries = {
  totals: "SELECT * FROM entities WHERE entity = ?",
  totalsOfOthers: `SELECT src AS entity, count(*) AS events, 0 AS failed, max(score) AS score, arg_min(event_id, rank) AS event_id,
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
  pairs: "SELECT * FROM channels WHERE entity = ? ORDER BY regularity DESC, intervals DESC",
  intervals: "SELECT * FROM channel_intervals WHERE entity = ? ORDER BY time",
  firsts: "SELECT * FROM first_seen WHERE entity = ? ORDER BY first, value",
  alerts: `SELECT event_id AS event, time, src, src_port AS "srcPort", dst, dst_port AS "dstPort", proto, service,
  conn_state AS state, duration, orig_bytes AS "origBytes", resp_bytes AS "respBytes", score, label, technique, sha256 || ':' || line AS identity
FROM events JOIN files USING (file) WHERE score >= ? AND src = ? ORDER BY rank LIMIT 500`
} as const;

/** Reads a host, its alerts counted at *threshold*; null if the address is in no event. */
export async function readEntity(
  database: PublishedDatabase,
  entity: string,
  threshold: number
): Promise<EntityDetail | null> {
  const [published] = await database.query<EntityTotals>(entityQueries.totals, [entity]);
  const traffic = await readTraffic(database, entity);
  const totals =
    published ??
    (await database.query<EntityTotals>(entityQueries.totalsOfOthers, [entity]))[0] ??
    (traffic.inbound && onlyTarget(traffic.inbound));
  if (!totals) return null;
  const ofEntity = <T extends object>(sql: string) => database.query<T>(sql, [entity]);
  const above = await alertsByHour(database, entity, threshold);
  const alerts = [...above.values()].reduce((sum, n) => sum + n, 0);
  const peers = totals.compared ? await ofEntity<PeerRow>(entityQueries.peers) : [];
  const hours = totals.detailed ? await ofEntity<EntityHour>(entityQueries.hours) : [];
  return {
    totals: {...totals, alerts},
    hours: hours.map((one) => ({...one, alerts: above.get(one.hour) ?? 0})),
    bands: await database.query<HourBand>("SELECT * FROM hours ORDER BY hour"),
    pairs: await ofEntity<Pair>(entityQueries.pairs),
    intervals: await ofEntity<Interval>(entityQueries.intervals),
    firsts: await ofEntity<FirstSeen>(entityQueries.firsts),
    peers,
    traffic,
    incidents: await readHostIncidents(database, entity),
    rules: await readHostRules(database, entity),
    ...(await countCloser(database, entity, peers)),
    alerts:
      alerts > 0 ? await database.query<EventRow>(entityQueries.alerts, [threshold, entity]) : []
  };
}

/** Returns the totals as source of a host that is only a target. */
function onlyTarget({entity, score, first, last}: TargetTotals): EntityTotals {
  return {
    ...{entity, score, first, last, events: 0, failed: 0, alerts: 0, event_id: -1},
    ...{bytes_out: 0, bytes_in: 0, destinations: 0, detailed: false, compared: false}
  };
}

/** Returns the number of its events at or above *threshold*, by the hour, in ms since the epoch. */
async function alertsByHour(
  database: PublishedDatabase,
  entity: string,
  threshold: number
): Promise<ReadonlyMap<number, number>> {
  const rows = await database.query<{hour: number; alerts: number}>(entityQueries.alertsByHour, [
    threshold,
    entity
  ]);
  return new Map(rows.map(({hour, alerts}) => [hour, alerts]));
}

async function countCloser(
  database: PublishedDatabase,
  entity: string,
  [closest]: readonly PeerRow[]
): Promise<{closer: number; others: number}> {
  if (!closest) return {closer: 0, others: 0};
  const parameters = [closest.similarity, entity];
  return (
    await database.query<{closer: number; others: number}>(entityQueries.closer, parameters)
  )[0];
}

/** The alerts of the listed hosts at a threshold, and the number of all hosts that have any. */
export interface AlertsAtThreshold {
  alerting: number;
  alerts: ReadonlyMap<string, number>;
}

/** Counts the alerts of the hosts *entities* at *threshold*, and all hosts that have one. */
export async function readAlertsAtThreshold(
  database: PublishedDatabase,
  entities: readonly string[],
  threshold: number
): Promise<AlertsAtThreshold> {
  const [{alerting}] = await database.query<{alerting: number}>(
    "SELECT count(*) AS alerting FROM (SELECT DISTINCT src FROM events WHERE score >= ?)",
    [threshold]
  );
  const marks = entities.map(() => "?").join(", ");
  const rows = entities.length
    ? await database.query<{entity: string; alerts: number}>(
        `SELECT src AS entity, count(*) AS alerts FROM events WHERE score >= ? AND src IN (${marks}) GROUP BY src`,
        [threshold, ...entities]
      )
    : [];
  return {alerting, alerts: new Map(rows.map(({entity, alerts}) => [entity, alerts]))};
}
