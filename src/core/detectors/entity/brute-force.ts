import type {EntityDetector} from "./entity-detector.js";
import {countMagnitude, rawCountMagnitude} from "./magnitude.js";
import {inList, loginPorts, recordSql, stratumSql, whoSql} from "./sql.js";
import {bytes, count, counted, duration, portName} from "./wording.js";

/** e^0.25: sessions of a size within this factor of the median are alike. */
const alike = 1.2840254166877414;

/** Bytes from an SSH server under which no login succeeded (Bro 2.0, protocols/ssh: authentication_data_size). */
const sshLoginBytes = 4000;

/** Many alike, short sessions to a port at which one logs in. */
export const bruteForce: EntityDetector = {
  name: "brute-force",
  title: "Brute force",
  techniques: ["T1110"],
  key: "source, destination, login port, hour; sources outside share one record per target and port",
  measure:
    "sessions under 30 s whose size is within a factor of e^0.25 of the median; over SSH also under 4,000 bytes from the server",
  eligibility: "at least 8; floor of the record 4",
  reference: "Bro 2.0, protocols/ssh: a login succeeded if the server sent at least 4,000 bytes",
  tail: {new: 1.8, known: 0.7, scale: 0.5},
  summary: {
    table: "login_hours",
    hosts: ["src", "dst"],
    sql: () => `
    WITH logins AS (
      SELECT * FROM day_flows
      WHERE proto = 'tcp' AND port IN ${inList(loginPorts)} AND (src_local OR dst_local) AND NOT to_group
    ), enough AS (
      SELECT src, dst, port, h, count(*) AS sessions FROM logins GROUP BY src, dst, port, h HAVING count(*) >= 8
    ), tried AS MATERIALIZED (
      SELECT * FROM logins JOIN enough USING (src, dst, port, h) -- medians of the others would cost most of the time
    ), sizes AS (
      SELECT src, dst, port, h, median(bytes_out + bytes_in) AS size, median(seconds) AS length
      FROM tried GROUP BY src, dst, port, h
    )
    SELECT src, dst, port, h, bool_or(src_local) AS src_local, any_value(size) AS size, any_value(length) AS length,
      any_value(sessions) AS sessions,
      count(*) FILTER (
        (1 + bytes_out + bytes_in) < ${alike} * (1 + size) AND (1 + bytes_out + bytes_in) * ${alike} > (1 + size)
        AND seconds < 30 AND (port <> 22 OR bytes_in < ${sshLoginBytes})
      ) AS m
    FROM tried JOIN sizes USING (src, dst, port, h) GROUP BY src, dst, port, h`
  },
  sql: (window) => `
    WITH named AS (SELECT *, ${whoSql} AS who FROM login_hours), past AS (
      SELECT *, min(h) OVER (PARTITION BY who, dst, port) AS first, ${recordSql("m", "who, dst, port")} AS record
      FROM named WHERE m > 0
    )
    SELECT CASE WHEN src_local THEN src ELSE dst END AS entity, CASE WHEN src_local THEN 'actor' ELSE 'target' END AS role,
      src, dst, port, h AS "from", h AS "to", ${stratumSql("first", window)} AS stratum,
      m, record, sessions, size, length
    FROM past WHERE m >= 8`,
  magnitude: (candidate) => countMagnitude(candidate, 4),
  rawMagnitude: rawCountMagnitude,
  sentence: ({src, port, facts: {m, sessions, size, length, record}}) =>
    `${counted(m, "alike session")} of ${count(sessions)} from ${src} to ${portName(port!)}, ${duration(length)} and ${bytes(size)} each; the most in an earlier hour: ${count(record)}`,
  behaviour: ({port}, {events, sources}) =>
    `Brute force at ${portName(port!)}: ${counted(events, "session")} by ${counted(sources, "source")}`,
  joins: ["src", "dst"],
  covers: "f.proto = 'tcp' AND f.port = e.port"
};
