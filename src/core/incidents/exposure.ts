import type {DaySummary} from "../detectors/entity/entity-detector.js";
import {outsideLogins} from "../detectors/entity/login-pressure.js";
import {destinationName} from "../detectors/entity/wording.js";
import type {BeaconedDestination, Exposure} from "../schema/incidents.js";
import type {Evidence} from "./evidence.js";
import type {QueryRunner} from "./query-runner.js";

/** How many rows of each list of `Exposure` are published. */
const maxListed = 20;

/** Sessions of an hour from which on a login port counts as brute-forced. */
const minSessions = 20;

/** The shortest long connection, in seconds. */
const longSeconds = 3_600;

/** RITA’s score from which on a rhythm is even. */
const minRegularity = 0.8;

const hour = 3_600_000;

/**
 * Measures what of the local hosts is exposed and under pressure, over the tables of base.ts and `exposureSummaries` and the *evidence* of
 * all detectors. Hours before *since* do not count. Lists hold the first 20; equal rows by address.
 */
export async function measureExposure(
  runner: QueryRunner,
  evidence: readonly Evidence[],
  since: number
): Promise<Exposure> {
  const targets = await listed<Exposure["targets"][number]>(runner, targetsSql(since));
  const bruteForced = await listed<Exposure["bruteForced"][number]>(runner, bruteForcedSql(since));
  const long = await listed<Exposure["longConnections"][number]>(runner, longSql(since));
  const beacons = beaconedDestinations(evidence);
  return {
    targets: targets.rows,
    targetsOf: targets.of,
    bruteForced: bruteForced.rows,
    bruteForcedOf: bruteForced.of,
    beacons: beacons.slice(0, maxListed),
    beaconsOf: beacons.length,
    longConnections: long.rows,
    longConnectionsOf: long.of
  };
}

async function listed<Row>(runner: QueryRunner, sql: string): Promise<{rows: Row[]; of: number}> {
  const rows = await runner.rows<Row & {of: number}>(
    `SELECT *, (count(*) OVER ())::DOUBLE AS "of" FROM (${sql}) LIMIT ${maxListed}`
  );
  return {rows: rows.map(({of: _, ...row}) => row as Row), of: rows[0]?.of ?? 0};
}

/** What of each day is summarised for the exposure: the short sessions at login ports, and the long connections. */
export const exposureSummaries: readonly DaySummary[] = [
  outsideLogins,
  {
    table: "long_connections",
    hosts: ["src", "dst"],
    sql: () => `
      SELECT event_id, us, src, dst, port, service, seconds, bytes_out, bytes_in
      FROM day_flows WHERE seconds >= ${longSeconds} AND (src_local OR dst_local) AND NOT to_group`
  }
];

const targetsSql = (since: number) => `
  SELECT host, sources, flows, failed, ports, "from", "to" FROM (
    SELECT dst, count(DISTINCT src)::DOUBLE AS sources, sum(flows)::DOUBLE AS flows, sum(failed)::DOUBLE AS failed,
      count(DISTINCT (port, proto))::DOUBLE AS ports, min(h)::DOUBLE * ${hour} AS "from", (max(h) + 1)::DOUBLE * ${hour} AS "to"
    FROM pair_hours WHERE dst_local AND NOT src_local AND h >= ${since} GROUP BY dst
  ) JOIN entity_hosts ON id = dst ORDER BY sources DESC, flows DESC, host`;

const bruteForcedSql = (since: number) => `
  WITH hours AS (SELECT dst, port, h, sum(m) AS n FROM ${outsideLogins.table} WHERE h >= ${since} GROUP BY dst, port, h),
  services AS (SELECT dst, port, max(n) AS most FROM hours GROUP BY dst, port HAVING max(n) >= ${minSessions}),
  sums AS (
    SELECT dst, port, count(DISTINCT src)::DOUBLE AS sources, sum(m)::DOUBLE AS sessions, sum(failed)::DOUBLE AS failed,
      any_value(most)::DOUBLE AS "mostPerHour", min(h)::DOUBLE * ${hour} AS "from", (max(h) + 1)::DOUBLE * ${hour} AS "to"
    FROM ${outsideLogins.table} JOIN services USING (dst, port) WHERE h >= ${since} GROUP BY dst, port
  )
  SELECT host, port, sources, sessions, failed, "mostPerHour", "from", "to"
  FROM sums JOIN entity_hosts ON id = dst ORDER BY sessions DESC, host, port`;

const longSql = (since: number) => `
  SELECT event_id::DOUBLE AS event, us / 1000 AS time, s.host AS src, d.host AS dst, port::DOUBLE AS port, service,
    seconds::DOUBLE AS seconds, bytes_out::DOUBLE AS "bytesOut", bytes_in::DOUBLE AS "bytesIn"
  FROM long_connections JOIN entity_hosts s ON s.id = src JOIN entity_hosts d ON d.id = dst
  WHERE us >= ${since * 3_600_000_000}
  ORDER BY seconds DESC, event_id`;

/** Returns the destinations that local hosts call in an even rhythm, those of fewest hosts first: what all call is normal. */
function beaconedDestinations(evidence: readonly Evidence[]): BeaconedDestination[] {
  const found = new Map<string, BeaconedDestination & {sources: Set<string>}>();
  for (const piece of evidence) {
    const {detector, src, port, facts, magnitude, ratePerDay} = piece;
    if (detector !== "beacon" || !(facts.r >= minRegularity)) continue;
    const dst = destinationName(piece);
    const key = `${port} ${dst}`;
    let row = found.get(key);
    if (!row) {
      row = {dst, port: port!, hosts: 0, share: 0, score: 0, period: 0, magnitude: -Infinity, ratePerDay: Infinity, sources: new Set()}; // prettier-ignore
      found.set(key, row);
    }
    row.sources.add(src!);
    row.share = Math.max(row.share, Math.min(1, facts.prevalence));
    row.ratePerDay = Math.min(row.ratePerDay, ratePerDay);
    if (facts.r > row.score) [row.score, row.period] = [facts.r, facts.period];
    row.magnitude = Math.max(row.magnitude, magnitude);
  }
  return [...found.values()]
    .map(({sources, ...row}) => ({...row, hosts: sources.size}))
    .sort(
      (a, b) =>
        a.ratePerDay - b.ratePerDay ||
        b.magnitude - a.magnitude ||
        (a.dst < b.dst ? -1 : a.dst > b.dst ? 1 : a.port - b.port)
    );
}
