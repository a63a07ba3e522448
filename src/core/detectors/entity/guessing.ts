import {logarithm} from "../../forest/logarithm.js";
import type {EntityDetector} from "./entity-detector.js";
import {dispersionSql, quartilesSql, skewSql} from "./rita.js";
import {inList, loginPorts} from "./sql.js";
import {counted, duration, portName} from "./wording.js";

/**
 * Attempts from outside at a login port, spaced as evenly as only a program spaces them. The internet's background
 * guesses in bursts: counts alone do not tell a patient attacker from it.
 */
export const guessing: EntityDetector = {
  name: "guessing",
  title: "Automated guessing",
  techniques: ["T1110"],
  key: "outside source, local destination, login port, UTC day",
  measure:
    "timing = (skew + dispersion) / 2 of the gaps, as RITA v5; x = −ln(max(0.005, 1.02 − timing))",
  eligibility: "at least 30 attempts",
  reference: "activecm/rita v5, analysis of beacons, applied inbound",
  tail: {new: 0.8, known: 0.8, scale: 0.3},
  summary: {
    table: "guess_days",
    hosts: ["src", "dst"],
    sql: () => `
    WITH tries AS (
      SELECT src, dst, port, h // 24 AS day, us FROM day_flows
      WHERE proto = 'tcp' AND port IN ${inList(loginPorts)} AND dst_local AND NOT src_local AND NOT to_group
    ), gaps AS (
      SELECT *, us - lag(us) OVER (PARTITION BY src, dst, port, day ORDER BY us) AS gap FROM tries
    )
    SELECT src, dst, port, day, count(*) AS m, min(us) AS a, max(us) AS b, ${quartilesSql("gap")} AS q, mad(gap) AS deviation
    FROM gaps GROUP BY src, dst, port, day HAVING count(*) >= 30`
  },
  sql: () => `
    SELECT dst AS entity, 'target' AS role, src, dst, port,
      CAST(a // 3600000000 AS INTEGER) AS "from", CAST(b // 3600000000 AS INTEGER) AS "to", 'known' AS stratum,
      m, q[2] / 1e6 AS period, (${skewSql("q", 0)} + ${dispersionSql("q", "deviation")}) / 2 AS timing,
      (b - a) / 1e6 AS span
    FROM guess_days`,
  magnitude: ({facts: {timing}}) => -logarithm(Math.max(0.005, 1.02 - timing)),
  rawMagnitude: ({facts: {timing}}) => -logarithm(Math.max(0.005, 1.02 - timing)),
  sentence: ({src, port, facts: {m, period, timing, span}}) =>
    `${counted(m, "attempt")} from ${src} at ${portName(port!)} in ${duration(span)}, one every ${duration(period)}, timing ${timing.toFixed(2)} of 1`,
  behaviour: ({port}, {events, sources}) =>
    `Automated guessing at ${portName(port!)}: ${counted(events, "attempt")} by ${counted(sources, "source")}`,
  joins: ["src", "dst"],
  covers: "f.proto = 'tcp' AND f.port = e.port"
};
