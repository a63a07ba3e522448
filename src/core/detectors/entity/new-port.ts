import type {EntityDetector} from "./entity-detector.js";
import {firstsSql, rarity} from "./rarity.js";
import {count, counted, portName} from "./wording.js";

/** Ports from here on are given to clients (RFC 6335). */
const firstDynamicPort = 49_152;

/** A local host that answers at a port at which it never did. */
export const newPort: EntityDetector = {
  name: "new-port",
  title: "First-seen service",
  techniques: ["T1133"],
  supporting: true,
  key: "local destination, port",
  measure: "ln((N + 1) / (k + ½)), k of N local hosts answered at the port before",
  eligibility:
    "the first hour of the key after the warm-up, over TCP, with an answer; dynamic ports excepted",
  reference: "information of an event of that probability, estimated with half an observation",
  tail: {new: 2, known: 2, scale: 0.7},
  sql: ({localSources, warm}) => `
    WITH offers AS (
      SELECT dst, port, h, sum(flows - failed)::BIGINT AS m, count(DISTINCT src) AS sources FROM pair_hours
      WHERE dst_local AND proto = 'tcp' AND failed < flows AND bytes_in > 0 AND port < ${firstDynamicPort} GROUP BY dst, port, h
    )
    SELECT dst AS entity, 'target' AS role, NULL AS src, dst, port, h AS "from", h AS "to", 'new' AS stratum,
      m, sources, k, ${localSources}::DOUBLE AS n
    FROM (${firstsSql("offers", "dst", "port", "dst, port, h, m, sources")}) WHERE h >= ${warm}`,
  magnitude: rarity,
  rawMagnitude: rarity,
  sentence: ({dst, port, facts: {m, sources, k, n}}) =>
    `${dst} answered at ${portName(port!)} for the first time: ${counted(m, "connection")} from ${counted(sources, "source")}; ${count(k)} of ${count(n)} local hosts did before`,
  behaviour: ({port}) => `New service at ${portName(port!)}`,
  joins: ["dst"],
  covers: "f.proto = 'tcp' AND f.port = e.port AND NOT f.failed"
};
