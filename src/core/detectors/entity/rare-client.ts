import type {EntityDetector} from "./entity-detector.js";
import {firstsSql, rarity} from "./rarity.js";
import {count, counted, destinationText} from "./wording.js";

/** Software that hardly any local host has, and that calls one destination alone. */
export const rareClient: EntityDetector = {
  name: "rare-client",
  title: "Rare client",
  techniques: ["T1071.001"],
  supporting: true,
  key: "local source, client software (JA4, JA3, user agent or SSH banner)",
  measure: "ln((N + 1) / (k + ½)), k of N local hosts had the client before",
  eligibility: "the first hour of the key after the warm-up, toward one outside destination",
  reference:
    "Althouse, Atkinson & Atkins, TLS Fingerprinting with JA3 and JA3S (2017), by prevalence",
  tail: {new: 2, known: 2, scale: 0.7},
  summary: {
    table: "clients",
    hosts: ["src", "dest"],
    sql: () => `
      SELECT src, client, h, min(dest) AS dest, count(DISTINCT dest) AS dests, count(*) AS m FROM day_flows
      WHERE client IS NOT NULL AND src_local AND NOT dst_local AND NOT to_group GROUP BY src, client, h`
  },
  sql: ({localSources, warm}) => `
    SELECT src AS entity, 'actor' AS role, src, dest, NULL AS port, h AS "from", h AS "to", 'new' AS stratum,
      m, k, ${localSources}::DOUBLE AS n
    FROM (${firstsSql("clients", "src", "client", "src, client, h, dest, dests, m")}) WHERE dests = 1 AND h >= ${warm}`,
  magnitude: rarity,
  rawMagnitude: rarity,
  sentence: (candidate) => {
    const {m, k, n} = candidate.facts;
    return `${candidate.src} called ${destinationText(candidate)} with a client that ${count(k)} of ${count(n)} local hosts had before: ${counted(m, "connection")}`;
  },
  behaviour: (candidate) => `Rare client toward ${destinationText(candidate)}`,
  joins: ["src", "dest"],
  covers: "f.client IS NOT NULL AND NOT f.to_group"
};
