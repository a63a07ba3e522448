import type {EntityDetector} from "./entity-detector.js";
import {log1p} from "./magnitude.js";
import {recordSql} from "./sql.js";
import {destinationName, destinationText, duration, portName} from "./wording.js";

/** The shortest long connection, in seconds. */
const minSeconds = 3_600;

/** A connection to an outside destination that stays open for longer than any before. */
export const longConnection: EntityDetector = {
  name: "long-connection",
  title: "Long connection",
  techniques: ["T1572", "T1219"],
  supporting: true,
  key: "local source, outside destination by name, port, protocol, hour",
  measure: "seconds of the longest connection that began in the hour",
  eligibility: "at least an hour; floor of the record an hour",
  reference: "activecm/rita v5, long connections",
  tail: {new: 1, known: 0.7, scale: 0.7},
  summary: {
    table: "longest",
    hosts: ["src", "dest"],
    sql: () => `
      SELECT src, dest, port, proto, h, max(seconds) AS m FROM day_flows
      WHERE src_local AND NOT dst_local AND NOT to_group AND seconds >= ${minSeconds} GROUP BY src, dest, port, proto, h`
  },
  sql: () => `
    SELECT src AS entity, 'actor' AS role, src, dest, port, proto, h AS "from", h AS "to", 'known' AS stratum, m,
      ${recordSql("m", "src, dest, port, proto")} AS record
    FROM longest`,
  magnitude: ({facts: {m, record}}) => log1p(m) - log1p(Math.max(record, minSeconds)),
  rawMagnitude: ({facts: {m}}) => log1p(m),
  sentence: (candidate) => {
    const {src, port, facts} = candidate;
    return `a connection of ${duration(facts.m)} from ${src} to ${destinationText(candidate)} at ${portName(port!)}; the longest in an earlier hour: ${duration(facts.record)}`;
  },
  behaviour: (candidate) => `Long connection to ${destinationName(candidate)}`,
  joins: ["src", "dest"],
  covers: `f.port = e.port AND f.proto = e.proto AND f.seconds >= ${minSeconds} AND NOT f.to_group`
};
