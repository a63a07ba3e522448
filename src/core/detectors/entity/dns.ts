import type {EntityDetector} from "./entity-detector.js";
import {log1p} from "./magnitude.js";
import {recordSql, stratumSql} from "./sql.js";
import {bytes, counted} from "./wording.js";

/** What bytes are summed in: 1/1024 of one, as integers, so that a sum does not depend on the order of its terms. */
const parts = 1024;

/** Queries that carry more bytes than queries do: data that leaves in names. */
export const dnsTunnel: EntityDetector = {
  name: "dns-tunnel",
  title: "DNS tunnel",
  techniques: ["T1071.004"],
  key: "local source, resolver, hour",
  measure:
    "Σ max(0, query bytes − packets × the 95th percentile of query bytes in the training window)",
  eligibility: "at least 2 kB; floor of the record 100 B",
  reference:
    "Born & Gustafson, Detecting DNS Tunnels Using Character Frequency Analysis (2010), by volume",
  tail: {new: 7.6, known: 0.7, scale: 0.8},
  summary: {
    table: "query_sizes",
    hosts: ["src", "dst"],
    sql: () => `
      SELECT src, dst, h, bytes_out, packets_out, count(*) AS queries
      FROM day_flows WHERE port = 53 AND src_local AND NOT to_group GROUP BY src, dst, h, bytes_out, packets_out`
  },
  sql: (window) => `
    WITH query_volumes AS (
      SELECT src, dst, h, sum(queries)::BIGINT AS queries, sum(queries::HUGEINT * bytes_out)::DOUBLE AS total,
        sum(${exactSql(`queries * greatest(0, bytes_out - ${window.dnsQueryBytes} * greatest(packets_out, 1))`)}) / ${parts} AS m
      FROM query_sizes GROUP BY src, dst, h
    ), past AS (
      SELECT *, min(h) OVER (PARTITION BY src, dst) AS first, ${recordSql("m", "src, dst")} AS record FROM query_volumes
    )
    SELECT src AS entity, 'actor' AS role, src, dst, 53 AS port, h AS "from", h AS "to",
      ${stratumSql("first", window)} AS stratum, m, record, queries, total
    FROM past WHERE m >= 2000`,
  magnitude: ({facts: {m, record}, stratum}) =>
    log1p(m) - (stratum === "known" ? log1p(Math.max(record, 100)) : 0),
  rawMagnitude: ({facts: {m}}) => log1p(m),
  sentence: ({src, dst, facts: {m, record, queries, total}}) =>
    `${counted(queries, "query", "queries")} from ${src} to ${dst} with ${bytes(total / queries)} each: ${bytes(m)} more than queries usually carry; the most in an earlier hour: ${bytes(record)}`,
  behaviour: ({dst}, {events, bytesOut}) =>
    `DNS tunnel: ${counted(events, "query", "queries")} to ${dst} with ${bytes(bytesOut)}`,
  joins: ["src", "dst"],
  covers: "f.port = 53 AND NOT f.to_group"
};

function exactSql(amount: string): string {
  return `CAST(round(${parts} * (${amount})) AS HUGEINT)`;
}
