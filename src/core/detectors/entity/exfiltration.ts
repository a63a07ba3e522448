import type {EntityDetector} from "./entity-detector.js";
import {log1p} from "./magnitude.js";
import {stratumSql} from "./sql.js";
import {bytes, destinationName, destinationText} from "./wording.js";

const hours = 3;

/** Bytes in them from which on an upload is large. */
const minBytes = 1_000_000;

/** More bytes to one outside destination than the host has ever sent to it, or anywhere. */
export const exfiltration: EntityDetector = {
  name: "exfiltration",
  title: "Large upload",
  techniques: ["T1048"],
  key: `local source, outside destination by name, ${hours} hours`,
  measure: "bytes out; to a new destination ln(1 + b) − ½ ln(1 + the host's record of uploads)",
  eligibility: "at least 1 MB, and more than twice the bytes in; floor of the record 100 kB",
  reference: "a record over strictly earlier hours, per destination and per host",
  tail: {new: 9, known: 0.7, scale: 1},
  lookback: hours - 1,
  sql: (window) => `
    WITH edges AS MATERIALIZED (
      SELECT src, dest, h, sum(bytes_out) AS bytes_out, sum(bytes_in) AS bytes_in, min(edge_first) AS first
      FROM dest_hours WHERE src_local AND NOT dst_local GROUP BY src, dest, h
    ), large AS (
      SELECT DISTINCT src FROM edges WHERE bytes_out >= ${minBytes / hours}
    ), sums AS (
      SELECT *, sum(bytes_out) OVER last AS m, sum(bytes_in) OVER last AS received FROM edges SEMI JOIN large USING (src)
      WINDOW last AS (PARTITION BY src, dest ORDER BY h RANGE BETWEEN ${hours - 1} PRECEDING AND CURRENT ROW)
    ), uploads AS (
      SELECT src, h, max(CASE WHEN m > 2 * received THEN m ELSE 0 END) AS most FROM sums GROUP BY src, h
    ), hosts AS (
      SELECT src, h, coalesce(max(most) OVER (PARTITION BY src ORDER BY h RANGE BETWEEN UNBOUNDED PRECEDING AND ${hours} PRECEDING), 0) AS host_record
      FROM uploads
    ), past AS (
      SELECT *, coalesce(max(m) OVER (PARTITION BY src, dest ORDER BY h RANGE BETWEEN UNBOUNDED PRECEDING AND ${hours} PRECEDING), 0) AS record
      FROM sums
    )
    SELECT src AS entity, 'actor' AS role, src, dest, NULL AS port, h AS "from", h AS "to",
      ${stratumSql("first", window)} AS stratum, m, record, received, host_record
    FROM past JOIN hosts USING (src, h) WHERE m > 2 * received AND m >= ${minBytes}`,
  magnitude: ({facts: {m, record, host_record}, stratum}) =>
    stratum === "new" ? log1p(m) - log1p(host_record) / 2 : log1p(m) - log1p(Math.max(record, 1e5)),
  rawMagnitude: ({facts: {m}}) => log1p(m),
  sentence: (candidate) => {
    const {src, facts} = candidate;
    return `${src} sent ${bytes(facts.m)} to ${destinationText(candidate)} in ${hours} hours and received ${bytes(facts.received)}; the most before: ${bytes(facts.record)} to that ${candidate.domain === null ? "address" : "name"}, ${bytes(facts.host_record)} to any`;
  },
  behaviour: (candidate) =>
    `Upload of ${bytes(candidate.facts.m)} to ${destinationName(candidate)}`,
  joins: ["src", "dest"],
  covers: "f.src_local AND NOT f.dst_local AND NOT f.to_group"
};
