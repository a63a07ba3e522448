import type {EventRow} from "../core/schema/published.js";
import type {Lake} from "./duckdb.js";

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
  peers: number;
  detailed: boolean;
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

/** When a host first used a service, a port or a peer; *of* is how many of the kind it used in all. */
export interface FirstSeen {
  kind: "service" | "port" | "peer";
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
  /** Its events at or above the line, strangest first; at most 500. */
  alerts: EventRow[];
}

/** What is known of an address that never opened a connection. */
export interface CalledAddress {
  events: number;
  sources: number;
  score: number;
  first: number;
  last: number;
}

/** The queries behind the figures of a host; every `?` is its address. */
export const entityQueries = {
  totals: "SELECT * FROM entities WHERE entity = ?",
  hours: "SELECT * FROM entity_hours WHERE entity = ? ORDER BY hour",
  channels: "SELECT * FROM channels WHERE entity = ? ORDER BY regularity DESC, intervals DESC",
  intervals: "SELECT * FROM channel_intervals WHERE entity = ? ORDER BY time",
  firsts: "SELECT * FROM first_seen WHERE entity = ? ORDER BY first, value",
  alerts: `SELECT event_id AS event, time, src, src_port AS "srcPort", dst, dst_port AS "dstPort", proto, service,
  conn_state AS state, duration, orig_bytes AS "origBytes", resp_bytes AS "respBytes", score, label, technique
FROM events WHERE score >= ? AND src = ? ORDER BY rank LIMIT 500`
} as const;

/** Reads a host; null if the address never opened a connection. */
export async function readEntity(
  lake: Lake,
  entity: string,
  line: number
): Promise<EntityDetail | null> {
  const [totals] = await lake.query<EntityTotals>(entityQueries.totals, [entity]);
  if (!totals) return null;
  const ofEntity = <T extends object>(sql: string) => lake.query<T>(sql, [entity]);
  return {
    totals,
    hours: await ofEntity<EntityHour>(entityQueries.hours),
    bands: await lake.query<HourBand>("SELECT * FROM hours ORDER BY hour"),
    channels: await ofEntity<Channel>(entityQueries.channels),
    intervals: await ofEntity<Interval>(entityQueries.intervals),
    firsts: await ofEntity<FirstSeen>(entityQueries.firsts),
    alerts:
      totals.alerts > 0 ? await lake.query<EventRow>(entityQueries.alerts, [line, entity]) : []
  };
}

/** Returns what others did with an address; null if it is in no event. */
export async function readCalled(lake: Lake, address: string): Promise<CalledAddress | null> {
  const [found] = await lake.query<CalledAddress>(
    `SELECT count(*) AS events, count(DISTINCT src) AS sources, max(score) AS score,
      min(time) AS first, max(time) AS last FROM events WHERE dst = ?`,
    [address]
  );
  return found && found.events > 0 ? found : null;
}
