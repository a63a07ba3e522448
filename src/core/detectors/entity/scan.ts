import type {EntityDetector} from "./entity-detector.js";
import {countMagnitude, rawCountMagnitude} from "./magnitude.js";
import {recordSql} from "./sql.js";
import {count, counted} from "./wording.js";

/** Port numbers from which on a scan of many hosts is one of ports. */
const manyPorts = 10;

/** Many hosts and ports that do not answer, tried by one source. */
export const scan: EntityDetector = {
  name: "scan",
  title: "Scan",
  techniques: ["T1046"],
  key: "source, hour; sources outside share one record per target",
  measure: "distinct (destination, port) of which every flow failed",
  eligibility: "at least 6; floor of the record 2",
  reference:
    "Jung et al., Fast Portscan Detection Using Sequential Hypothesis Testing (IEEE S&P 2004)",
  tail: {new: 1.6, known: 0.5, scale: 0.5},
  sql: () => `
    WITH tried AS (
      SELECT src_local, CASE WHEN src_local THEN src ELSE entity END AS who, src, h,
        any_value(entity) AS entity, any_value(role) AS role,
        count(DISTINCT (dst, port)) FILTER (failed = flows) AS m,
        count(DISTINCT dst) FILTER (failed = flows) AS hosts,
        count(DISTINCT port) FILTER (failed = flows) AS ports,
        CASE WHEN count(DISTINCT dst) FILTER (failed = flows) = 1 THEN min(dst) FILTER (failed = flows) END AS only_host,
        CASE WHEN count(DISTINCT port) FILTER (failed = flows) = 1 THEN min(port) FILTER (failed = flows) END AS only_port,
        count(*) AS tried
      FROM pair_hours WHERE proto = 'tcp' GROUP BY src_local, who, src, h
    ), past AS (SELECT *, ${recordSql("m", "src_local, who")} AS record FROM tried)
    SELECT entity, role, src, only_host AS dst, NULL AS port, h AS "from", h AS "to", 'known' AS stratum,
      m, record, hosts, ports, tried, coalesce(only_port, -1) AS only_port
    FROM past WHERE m >= 6`,
  magnitude: (candidate) => countMagnitude(candidate, 2),
  rawMagnitude: rawCountMagnitude,
  sentence: ({facts: {m, hosts, ports, tried, record}}) =>
    `${counted(m, "closed or silent port")} on ${counted(hosts, "host")} (${counted(ports, "port number")}), of ${count(tried)} tried; the most in an earlier hour: ${count(record)}`,
  behaviour: (_, {targets, destinations, ports}) =>
    destinations > ports && ports < manyPorts
      ? `Scan of ${counted(destinations, "host")} on ${counted(ports, "port")}`
      : `Port scan: ${counted(targets, "port")} on ${counted(destinations, "host")}`,
  joins: ["src"],
  covers: "f.failed AND f.proto = 'tcp' AND NOT f.to_group"
};
