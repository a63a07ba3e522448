import type {DaySummary, EntityDetector} from "./entity-detector.js";
import {countMagnitude, rawCountMagnitude} from "./magnitude.js";
import {inList, loginPorts, recordSql} from "./sql.js";
import {count, counted, portName} from "./wording.js";

/** The short sessions from outside at login ports, by source and hour. */
export const outsideLogins: DaySummary = {
  table: "outside_logins",
  hosts: ["src", "dst"],
  sql: () => `
    SELECT src, dst, port, h, count(*) AS m, count(*) FILTER (failed) AS failed FROM day_flows
    WHERE proto = 'tcp' AND port IN ${inList(loginPorts)} AND dst_local AND NOT src_local AND seconds < 30
    GROUP BY src, dst, port, h`
};

/** Many short sessions at a login port of one local host, from many sources outside. */
export const loginPressure: EntityDetector = {
  name: "login-pressure",
  title: "Logins tried from outside",
  techniques: ["T1110"],
  key: "local destination, login port, hour",
  measure: "sessions under 30 s from outside, of all sources together",
  eligibility: "at least 20, and half more than the record; floor of the record 10",
  reference:
    "Durumeric, Bailey & Halderman, An Internet-Wide View of Internet-Wide Scanning (USENIX Security 2014)",
  tail: {new: 0.2, known: 0.2, scale: 0.4, material: 0.4},
  summary: outsideLogins,
  sql: () => `
    WITH hours AS (
      SELECT dst, port, h, sum(m)::BIGINT AS m, count(DISTINCT src) AS sources, sum(failed)::BIGINT AS failed
      FROM ${outsideLogins.table} GROUP BY dst, port, h
    ), past AS (SELECT *, ${recordSql("m", "dst, port")} AS record FROM hours)
    SELECT dst AS entity, 'target' AS role, NULL AS src, dst, port, h AS "from", h AS "to", 'known' AS stratum,
      m, record, sources, failed
    FROM past WHERE m >= 20`,
  magnitude: (candidate) => countMagnitude(candidate, 10),
  rawMagnitude: rawCountMagnitude,
  sentence: ({port, facts: {m, sources, record}}) =>
    `${counted(m, "short session")} at ${portName(port!)} from ${counted(sources, "outside source")} in an hour; the most in an earlier hour: ${count(record)}`,
  behaviour: ({port}, {events, sources}) =>
    `Brute-forced from outside at ${portName(port!)}: ${counted(events, "session")} by ${counted(sources, "source")}`,
  joins: ["dst"],
  covers: "f.proto = 'tcp' AND f.port = e.port AND NOT f.src_local AND f.seconds < 30"
};
