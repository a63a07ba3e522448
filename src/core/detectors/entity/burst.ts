import {logarithm} from "../../forest/logarithm.js";
import type {EntityDetector} from "./entity-detector.js";
import {countMagnitude, rawCountMagnitude} from "./magnitude.js";
import {recordSql, stratumSql, whoSql} from "./sql.js";
import {count, counted, destinationName, destinationText, portName} from "./wording.js";

/** A resolver is asked so many times as often as anything else is called; counts only against other networks. */
const resolverFactor = 10;

/** Many connections of one pair in an hour. */
export const burst: EntityDetector = {
  name: "burst",
  title: "Burst",
  techniques: [],
  key: "source, destination by name, port, protocol, hour; sources outside share one record per target and port",
  measure: "flows",
  eligibility: "at least 10; floor of the record 5",
  reference: "a record over strictly earlier hours, with the Poisson noise of counts taken off",
  tail: {new: 2.4, known: 0.6, scale: 0.5},
  sql: (window) => `
    WITH named AS (
      SELECT *, ${whoSql} AS who FROM dest_hours WHERE (src_local OR dst_local) AND proto <> 'icmp'
    ), large AS (
      SELECT DISTINCT who, dest, port, proto FROM named WHERE flows >= 10
    ), past AS (
      SELECT *, min(h) OVER (PARTITION BY who, dest, port, proto) AS first,
        ${recordSql("flows", "who, dest, port, proto")} AS record
      FROM named SEMI JOIN large USING (who, dest, port, proto)
    )
    SELECT entity, role, src, dest, port, proto, h AS "from", h AS "to", ${stratumSql("first", window)} AS stratum,
      flows AS m, record, failed
    FROM past WHERE flows >= 10`,
  magnitude: (candidate) => countMagnitude(candidate, 5),
  rawMagnitude: (candidate) =>
    rawCountMagnitude(candidate) - (candidate.port === 53 ? logarithm(resolverFactor) : 0),
  sentence: (candidate) => {
    const {src, port, facts} = candidate;
    return `${counted(facts.m, "connection")} from ${src} to ${destinationText(candidate)} at ${portName(port!)}, ${count(facts.failed)} of them failed; the most in an earlier hour: ${count(facts.record)}`;
  },
  behaviour: (candidate, {events}) =>
    `Burst of ${counted(events, "connection")} to ${destinationName(candidate)} at ${portName(candidate.port!)}`,
  joins: ["src", "dest"],
  covers: "f.port = e.port AND f.proto = e.proto AND NOT f.to_group"
};
