import type {PublishedDatabase} from "../database/client.js";

/** Whether a host opened the connections (`out`), or they came to it (`in`). */
export type Direction = "out" | "in";

/** What came to a host, over the complete log. */
export interface TargetTotals {
  entity: string;
  events: number;
  failed: number;
  score: number;
  first: number;
  last: number;
  bytes_in: number;
  bytes_out: number;
  sources: number;
  ports: number;
  /** Whether the tables hold its hours, ports and contacts. */
  detailed: boolean;
}

/** An hour in which connections to a host began. */
export interface TargetHour {
  hour: number;
  events: number;
  failed: number;
  sources: number;
}

/** A port that a host was called at, or called; *of* is how many there are in this direction. */
export interface HostPort {
  direction: Direction;
  /** −1 where the events have no port. */
  port: number;
  proto: string;
  events: number;
  failed: number;
  /** The number of addresses on the other side. */
  addresses: number;
  first: number;
  of: number;
}

/** An address on the other side; *of* is how many there are in this direction. */
export interface HostContact {
  direction: Direction;
  address: string;
  events: number;
  failed: number;
  ports: number;
  first: number;
  last: number;
  of: number;
}

/** What a host did and what was done to it, by hour, port and address. */
export interface HostTraffic {
  /** What came to it; null if nothing did. */
  inbound: TargetTotals | null;
  hours: TargetHour[];
  ports: HostPort[];
  contacts: HostContact[];
}

/** The queries behind the traffic of a host; every `?` is its address. */
export const trafficQueries = {
  totals: "SELECT * FROM targets WHERE entity = ?",
  totalsOfOthers: `SELECT dst AS entity, count(*) AS events, 0 AS failed, max(score) AS score, min(time) AS first, max(time) AS last,
  CAST(coalesce(sum(orig_bytes), 0) AS DOUBLE) AS bytes_in, CAST(coalesce(sum(resp_bytes), 0) AS DOUBLE) AS bytes_out,
  count(DISTINCT src) AS sources, count(DISTINCT dst_port) AS ports, false AS detailed
FROM events WHERE dst = ? GROUP BY dst`,
  hours: "SELECT hour, events, failed, sources FROM target_hours WHERE entity = ? ORDER BY hour",
  ports: "SELECT * FROM host_ports WHERE entity = ? ORDER BY direction, events DESC, port, proto",
  contacts: "SELECT * FROM host_contacts WHERE entity = ? ORDER BY direction, events DESC, address"
} as const;

/** Reads what a host did and what was done to it. */
export async function readTraffic(
  database: PublishedDatabase,
  entity: string
): Promise<HostTraffic> {
  const ofEntity = <T extends object>(sql: string) => database.query<T>(sql, [entity]);
  const [published] = await ofEntity<TargetTotals>(trafficQueries.totals);
  const [inbound] = published
    ? [published]
    : await ofEntity<TargetTotals>(trafficQueries.totalsOfOthers);
  return {
    inbound: inbound ?? null,
    hours: await ofEntity<TargetHour>(trafficQueries.hours),
    ports: await ofEntity<HostPort>(trafficQueries.ports),
    contacts: await ofEntity<HostContact>(trafficQueries.contacts)
  };
}
