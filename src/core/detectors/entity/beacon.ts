import {logarithm} from "../../forest/logarithm.js";
import type {Candidate, EntityDetector} from "./entity-detector.js";
import {dispersionSql, quartilesSql, skewSql} from "./rita.js";
import {stratumSql} from "./sql.js";
import {count, destinationName, destinationText, duration, percent, portName} from "./wording.js";

const bins = 24;

/** The fewest distinct seconds of a rhythm. */
const fewest = 8;

/** Under this timing there is no rhythm, however even sizes and hours are. */
const minTiming = 0.4;

/** NTP asks at even intervals by design: a flow of at most an authenticated query’s 100 bytes a packet (RFC 5905). */
const clockQuery =
  "port = 123 AND proto = 'udp' AND ip_bytes_out <= 100 * greatest(packets_out, 1)";

/** What the most regular rhythm of a host on earlier days weighs against a new one. */
const hostWeight = 0.25;

/** Connections of one pair in an even rhythm and of an even size: a program that calls home. */
export const beacon: EntityDetector = {
  name: "beacon",
  title: "Beacon",
  techniques: ["T1071"],
  key: "local source, destination by name, port, protocol, UTC day",
  measure:
    "r = mean(timing, size, histogram, duration) as RITA v5, the histogram over the active span; x = −ln(max(0.005, 1.02 − r)) − ½ ln(prevalence), a known key minus its record, a new one minus ¼ of the record of its host on earlier days",
  eligibility: `at least ${fewest} distinct seconds, and timing of at least ${minTiming}; NTP queries do not count`,
  reference: "activecm/rita v5",
  tail: {new: 1, known: 0.3, scale: 0.3},
  summary: {
    table: "rhythms",
    hosts: ["src", "dest"],
    sql: () => `
    WITH flows AS (
      SELECT src, dest, port, proto, us, ip_bytes_out
      FROM day_flows WHERE src_local AND NOT to_group AND proto <> 'icmp' AND NOT (${clockQuery})
    ), pairs AS MATERIALIZED (
      SELECT row_number() OVER () AS pair, src, dest, port, proto
      FROM flows GROUP BY src, dest, port, proto HAVING count(*) >= ${fewest}
    ), seconds AS MATERIALIZED (
      SELECT pair, us // 1000000 AS second, min(us) AS us, sum(ip_bytes_out)::DOUBLE AS size, count(*) AS calls
      FROM flows JOIN pairs USING (src, dest, port, proto) GROUP BY pair, second
    ), enough AS (
      SELECT pair, count(*) AS n, min(us) AS a, max(us) AS b
      FROM seconds GROUP BY pair HAVING count(*) >= ${fewest}
    ), gaps AS MATERIALIZED (
      SELECT s.*, e.n, e.a, e.b, s.us - lag(s.us) OVER (PARTITION BY pair ORDER BY s.us) AS gap,
        (s.us - e.a) // greatest((e.b - e.a) // ${bins} + 1, 60000000) AS bin
      FROM seconds s JOIN enough e USING (pair)
    ), spread AS (
      SELECT pair, any_value(n) AS n, sum(calls)::DOUBLE AS calls, any_value(a) AS a, any_value(b) AS b,
        ${quartilesSql("gap")} AS g, mad(gap) AS gap_deviation, ${quartilesSql("size")} AS s, mad(size) AS size_deviation
      FROM gaps GROUP BY pair
    ), even AS (
      SELECT pair, sum(k)::DOUBLE AS total, sum(k * k)::DOUBLE AS squares, least(${bins}, max(bin) + 1)::DOUBLE AS wide
      FROM (SELECT pair, bin, count(*) AS k FROM gaps GROUP BY pair, bin) GROUP BY pair
    )
    SELECT * EXCLUDE (pair) FROM pairs JOIN spread USING (pair) JOIN even USING (pair)`
  },
  sql: (window) => `
    WITH firsts AS (
      SELECT src, dest, port, proto, min(pair_first) AS first FROM dest_hours GROUP BY src, dest, port, proto
    ), arrivals AS (
      SELECT dest, since, count(*) AS clients
      FROM (SELECT dest, src, min(h) AS since FROM dest_hours WHERE src_local GROUP BY dest, src) GROUP BY dest, since
    ), prevalence AS (
      SELECT dest, since, sum(clients) OVER (PARTITION BY dest ORDER BY since) AS clients FROM arrivals
    ), parts AS (
      SELECT src, dest, port, proto, n AS m, calls, a, b, CAST(a // 3600000000 AS INTEGER) AS h,
        CAST(b // 3600000000 AS INTEGER) AS until, firsts.first,
        g[2] / 1e6 AS period,
        (${skewSql("g", 10e6)} + ${dispersionSql("g", "gap_deviation")}) / 2 AS timing,
        (${skewSql("s", 10)} + ${dispersionSql("s", "size_deviation")}) / 2 AS size,
        greatest(0, 1 - sqrt(greatest(0, squares / wide - (total / wide) * (total / wide))) / (total / wide)) AS histogram,
        least(1, (b - a) / 86400e6) AS span
      FROM rhythms JOIN firsts USING (src, dest, port, proto)
    ), scored AS (
      SELECT parts.*, clients::DOUBLE AS clients, (timing + size + histogram + span) / 4 AS r
      FROM parts ASOF JOIN prevalence ON parts.dest = prevalence.dest AND parts.until >= prevalence.since
    )
    SELECT src AS entity, 'actor' AS role, src, dest, port, proto, h AS "from", until AS "to",
      ${stratumSql("first", window)} AS stratum, m, calls, period, timing, size, histogram, span, r,
      clients / ${Math.max(1, window.localSources)} AS prevalence,
      coalesce(max(r) OVER (PARTITION BY src, dest, port, proto ORDER BY h ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), -1) AS record,
      coalesce(max(r) OVER (PARTITION BY src ORDER BY a // 86400000000 RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), -1) AS host_record
    FROM scored WHERE timing >= ${minTiming}`,
  magnitude(candidate) {
    const {record, host_record} = candidate.facts;
    const known = candidate.stratum === "known" && record >= 0;
    const usual = known ? regularity(record) : hostWeight * Math.max(0, regularity(host_record));
    return rawMagnitude(candidate) - usual;
  },
  rawMagnitude,
  sentence: (candidate) => {
    const {src, port, facts} = candidate;
    const {calls, period, timing, size, histogram, prevalence} = facts;
    return `${src} called ${destinationText(candidate)} at ${portName(port!)} ${count(calls)} times, one every ${duration(period)}: timing ${timing.toFixed(2)}, size ${size.toFixed(2)}, evenness ${histogram.toFixed(2)} of 1; ${percent(Math.min(1, prevalence))} of the local hosts call it`;
  },
  behaviour: (candidate) =>
    `Beacon to ${destinationName(candidate)} at ${portName(candidate.port!)}, every ${duration(candidate.facts.period)}`,
  joins: ["src", "dest"],
  covers: "f.port = e.port AND f.proto = e.proto AND NOT f.to_group"
};

function rawMagnitude({facts: {r, prevalence}}: Candidate): number {
  return regularity(r) - logarithm(Math.max(prevalence, 1e-3)) / 2;
}

function regularity(r: number): number {
  return -logarithm(Math.max(0.005, 1.02 - r));
}
