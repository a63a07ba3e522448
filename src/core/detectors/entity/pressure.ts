import {countMagnitude, rawCountMagnitude} from "./magnitude.js";
import type {EntityDetector} from "./entity-detector.js";
import {recordSql} from "./sql.js";
import {count, counted} from "./wording.js";

/** Failed attempts from outside on one local host. */
export const pressure: EntityDetector = {
  name: "pressure",
  title: "Pressure from outside",
  techniques: ["T1595", "T1110"],
  key: "local destination, hour",
  measure: "failed flows from outside",
  eligibility: "at least 10, and half more than the record; floor of the record 5",
  reference:
    "Durumeric, Bailey & Halderman, An Internet-Wide View of Internet-Wide Scanning (USENIX Security 2014)",
  tail: {new: 0.2, known: 0.2, scale: 0.4, material: 0.4},
  sql: () => `
    WITH hits AS (
      SELECT dst, h, sum(failed)::BIGINT AS m, count(DISTINCT src) AS sources, count(DISTINCT port) AS ports
      FROM pair_hours WHERE dst_local AND NOT src_local AND failed > 0 GROUP BY dst, h
    ), past AS (SELECT *, ${recordSql("m", "dst")} AS record FROM hits)
    SELECT dst AS entity, 'target' AS role, NULL AS src, dst, NULL AS port, h AS "from", h AS "to", 'known' AS stratum,
      m, record, sources, ports
    FROM past WHERE m >= 10`,
  magnitude: (candidate) => countMagnitude(candidate, 5),
  rawMagnitude: rawCountMagnitude,
  sentence: ({facts: {m, sources, ports, record}}) =>
    `${counted(m, "failed connection")} from ${counted(sources, "outside source")} to ${counted(ports, "port")}; the most in an earlier hour: ${count(record)}`,
  behaviour: (_, {events, sources}) =>
    `Scanned from outside: ${counted(events, "failed connection")} by ${counted(sources, "source")}`,
  joins: ["dst"],
  covers: "f.failed AND NOT f.src_local AND NOT f.to_group"
};
