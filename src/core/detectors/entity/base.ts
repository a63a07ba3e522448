import {failedSql} from "../../features/list.js";
import {groupAddress, privateAddress} from "../../features/private-address.js";
import {inNetworksSql} from "./local-network.js";
import type {LocalNetwork} from "./local-network.js";
import {dnsDomainsSql} from "./day-dns.js";
import type {DaySummary} from "./entity-detector.js";

const flowColumns = `
  event_id, epoch_us(time) AS us, CAST(epoch_us(time) // 3600000000 AS INTEGER) AS h,
  coalesce(dst_port, 0) AS port, coalesce(proto, '') AS proto, coalesce(service, '') AS service, client,
  coalesce(duration, 0) AS seconds, coalesce(orig_bytes, 0) AS bytes_out, coalesce(resp_bytes, 0) AS bytes_in,
  coalesce(orig_ip_bytes, 0) AS ip_bytes_out, coalesce(orig_pkts, 0) AS packets_out,
  ${failedSql} AS failed`;

/** The hosts of some events, as SQL: queries of the column `host`, each address and each domain at least once. */
export interface HostQueries {
  addresses: string;
  domains: string;
}

/** Returns the hosts of the table *events* (the published one, or any with its columns), and of queries of *dns*. */
export function hostsOf(events: string, dns?: string): HostQueries {
  const asked = dns && ` UNION SELECT domain FROM (${dnsDomainsSql(dns)})`;
  return {
    addresses: `SELECT src AS host FROM ${events} UNION SELECT dst FROM ${events}`,
    domains: `SELECT domain AS host FROM ${events}${asked ?? ""}`
  };
}

/**
 * Returns the statements that begin the base of all entity detectors: `entity_hosts`, which numbers the addresses, and after them the
 * domains, in the order of their text from 1. What is in *networks* is local, whatever the sensor says; if there are none, private
 * addresses are, unless the sensor says otherwise.
 */
export function beginBase(
  {addresses, domains}: HostQueries,
  networks: readonly LocalNetwork[] = []
): string[] {
  const local = networks.length
    ? `${inNetworksSql("host", networks)} AS local, true AS is_set`
    : `regexp_matches(host, '${privateAddress}') AS local, false AS is_set`;
  return [
    ...dropBase,
    `CREATE TEMP TABLE entity_hosts AS
    SELECT CAST(row_number() OVER (ORDER BY host) AS INTEGER) AS id, host,
      ${local}, regexp_matches(host, '${groupAddress}') AS is_group, false AS is_domain
    FROM (SELECT DISTINCT host FROM (${addresses}))`,
    `INSERT INTO entity_hosts
    SELECT CAST(row_number() OVER (ORDER BY host) AS INTEGER) + (SELECT count(*) FROM entity_hosts), host, false, true, false, true
    FROM (SELECT DISTINCT host FROM (${domains}) WHERE host IS NOT NULL) ANTI JOIN entity_hosts USING (host)`
  ];
}

/**
 * Returns the query of `day_flows`: the flows of *events* of one UTC day, or some, with the numbers of
 * `entity_hosts` for addresses; `dest` is the domain of an outside destination, or else its address. All summaries of a day are made from it; no row of a summary needs another day.
 * Where *events* are not *scored*, `score` is null. *kept* are other columns of *events* that it has as they are.
 */
export function dayFlowsSql(events: string, scored = false, kept: readonly string[] = []): string {
  return `
    SELECT * EXCLUDE (name), CASE WHEN dst_local THEN dst ELSE coalesce(name, dst) END AS dest
    FROM (SELECT ${[flowColumns, ...kept].join(", ")}, ${scored ? "score" : "NULL::DOUBLE AS score"}, s.id AS src, d.id AS dst, d.is_group AS to_group, n.id AS name,
      CASE WHEN s.is_set THEN s.local ELSE coalesce(local_orig, s.local) END AS src_local,
      CASE WHEN d.is_set THEN d.local ELSE coalesce(local_resp, d.local) END AS dst_local
    FROM ${events} AS events JOIN entity_hosts s ON s.host = events.src JOIN entity_hosts d ON d.host = events.dst
    LEFT JOIN entity_hosts n ON n.host = events.domain) AS flows`;
}

const sums = `bool_or(src_local) AS src_local, bool_or(dst_local) AS dst_local,
  sum(flows)::BIGINT AS flows, sum(failed)::BIGINT AS failed,
  sum(bytes_out)::DOUBLE AS bytes_out, sum(bytes_in)::DOUBLE AS bytes_in`;

/** The summary of the flows of a day by source, destination, domain, port, protocol and hour. */
export const pairSummary: DaySummary = {
  table: "pair_summary",
  hosts: ["src", "dst", "dest"],
  sql: () => `
    SELECT src, dst, dest, port, proto, h, bool_or(src_local) AS src_local, bool_or(dst_local) AS dst_local,
      count(*) AS flows, count(*) FILTER (failed) AS failed,
      sum(bytes_out)::DOUBLE AS bytes_out, sum(bytes_in)::DOUBLE AS bytes_in
    FROM day_flows WHERE NOT to_group GROUP BY src, dst, dest, port, proto, h`
};

/** The query of whether some flow is known by the domain of its destination. */
export const anyDomainSql = `SELECT 1 AS named FROM pair_summary WHERE dest <> dst LIMIT 1`;

/**
 * Returns the statements that make `pair_hours` and `dest_hours` from the summaries of all days: one row per source,
 * destination (an address; a domain or else an address), port, protocol and hour. `dest_hours` has the first hours of
 * the pair and of the edge. Nothing in a row depends on later hours. Without domains (*named* is false) the rows are those of the summaries.
 */
export function pairSteps(named: boolean): string[] {
  const grouped = (name: string, end: string, dst: string) =>
    `CREATE TEMP TABLE ${name} AS SELECT src, ${dst}${end}, port, proto, h, ${sums} FROM pair_summary GROUP BY src, ${end}, port, proto, h`;
  const rows = `*, CASE WHEN src_local OR NOT dst_local THEN src ELSE dst END AS entity,
    CASE WHEN src_local OR NOT dst_local THEN 'actor' ELSE 'target' END AS role`;
  const pairs = named ? "address_hours" : "pair_summary";
  const ends = named ? "domain_hours" : "pair_summary";
  return [
    ...(named ? [grouped(pairs, "dst", ""), grouped(ends, "dest", "min(dst) AS dst, ")] : []),
    `CREATE TEMP VIEW pair_hours AS SELECT ${rows} FROM ${pairs}`,
    `CREATE TEMP TABLE first_hours AS SELECT src, dest, port, proto, pair_first, edge_first
    FROM (SELECT src, dest, port, proto, min(h) AS pair_first FROM ${ends} GROUP BY src, dest, port, proto)
    JOIN (SELECT src, dest, min(h) AS edge_first FROM ${ends} GROUP BY src, dest) USING (src, dest)`,
    `CREATE TEMP VIEW dest_hours AS SELECT ${rows} FROM ${ends} JOIN first_hours USING (src, dest, port, proto)`
  ];
}

/**
 * Returns the query of *rows* (a table, or a query in parentheses) with the addresses of its columns entity, src and dst.
 */
export function namedSql(rows: string): string {
  return `SELECT r.* REPLACE (e.host AS entity, s.host AS src, d.host AS dst) FROM ${rows} AS r
    LEFT JOIN entity_hosts e ON e.id = r.entity LEFT JOIN entity_hosts s ON s.id = r.src LEFT JOIN entity_hosts d ON d.id = r.dst`;
}

/** Removes what the base has made; summaries of detectors are theirs to remove. */
export const dropBase = [
  "DROP VIEW IF EXISTS dest_hours",
  "DROP VIEW IF EXISTS pair_hours",
  "DROP TABLE IF EXISTS domain_hours",
  "DROP TABLE IF EXISTS address_hours",
  "DROP TABLE IF EXISTS first_hours",
  "DROP TABLE IF EXISTS pair_summary",
  "DROP TABLE IF EXISTS day_flows",
  "DROP TABLE IF EXISTS day_dns",
  "DROP TABLE IF EXISTS entity_hosts"
];
