import type {EntityDetector} from "./entity-detector.js";
import {countMagnitude, rawCountMagnitude} from "./magnitude.js";
import {inList, loginPorts, recordSql, stratumSql, whoSql} from "./sql.js";
import {bytes, count, counted} from "./wording.js";

/** Flows in an hour from which on one destination counts as flooded, and how many of them come on one port. */
const [minFlows, flowsPerPort] = [1_000, 50];

/** Bytes a flow from which on UDP to many ports is a load, and no scan. */
const loadBytes = 100;

/** More connections to one host than it could want: a denial of service, outward or inward. */
export const flood: EntityDetector = {
  name: "flood",
  title: "Flood",
  techniques: ["T1498", "T1499"],
  key: "source, destination address, protocol, hour; all sources outside together",
  measure: "flows",
  eligibility: `at least ${count(minFlows)} and ${flowsPerPort} a port, or of UDP with at least ${loadBytes} bytes each; at least half failed; without login ports of TCP and DNS; floor of the record ${count(minFlows)}`,
  reference: "Mirkovic & Reiher, A Taxonomy of DDoS Attack and DDoS Defense Mechanisms (2004)",
  tail: {new: 7, known: 0.5, scale: 0.5},
  sql: (window) => `
    WITH flows AS (
      SELECT *, ${whoSql} AS who FROM pair_hours WHERE (src_local OR dst_local) AND ${floodable("")}
    ), hours AS MATERIALIZED (
      SELECT who, dst, proto, h, sum(flows)::BIGINT AS m, sum(failed)::BIGINT AS failed, sum(bytes_out) AS sent
      FROM flows GROUP BY who, dst, proto, h
    ), large AS (
      SELECT DISTINCT who, dst, proto FROM hours WHERE m >= ${minFlows} AND 2 * failed >= m
    ), past AS (
      SELECT *, min(h) OVER (PARTITION BY who, dst, proto) AS first, ${recordSql("m", "who, dst, proto")} AS record
      FROM hours SEMI JOIN large USING (who, dst, proto)
    ), ends AS (
      SELECT who, dst, proto, h, count(DISTINCT src) AS sources, count(DISTINCT port) AS ports
      FROM flows SEMI JOIN large USING (who, dst, proto) GROUP BY who, dst, proto, h
    )
    SELECT CASE WHEN who = 0 THEN dst ELSE who END AS entity, CASE WHEN who = 0 THEN 'target' ELSE 'actor' END AS role, nullif(who, 0) AS src, dst,
      NULL AS port, proto, h AS "from", h AS "to", ${stratumSql("first", window)} AS stratum, m, record, failed, sources, ports, sent
    FROM past JOIN ends USING (who, dst, proto, h)
    WHERE m >= ${minFlows} AND 2 * failed >= m AND (m >= ${flowsPerPort} * ports OR proto = 'udp' AND sent >= ${loadBytes} * m)`,
  magnitude: (candidate) => countMagnitude(candidate, minFlows),
  rawMagnitude: rawCountMagnitude,
  sentence: ({src, dst, proto, facts: {m, failed, sources, ports, sent, record}}) =>
    `${counted(m, `${proto!.toUpperCase()} connection`)} from ${src ?? counted(sources, "outside source")} to ${dst} on ${counted(ports, "port")} in an hour, ${count(failed)} of them failed, ${bytes(sent)} sent; the most in an earlier hour: ${count(record)}`,
  behaviour: ({dst, src}, {events, sources}) =>
    src === null
      ? `Flooded from outside: ${counted(events, "connection")} by ${counted(sources, "source")}`
      : `Flood of ${counted(events, "connection")} to ${dst}`,
  joins: ["dst"],
  covers: `f.proto = e.proto AND NOT f.to_group AND (f.src = e.src OR e.src IS NULL AND NOT f.src_local) AND ${floodable("f.")}`
};

/** Returns the condition that a flow counts: names are resolved in masses, and logins are guessed. */
function floodable(flow: string): string {
  return `(${flow}proto = 'udp' AND ${flow}port <> 53 OR ${flow}proto = 'tcp' AND ${flow}port NOT IN ${inList(loginPorts)})`;
}
