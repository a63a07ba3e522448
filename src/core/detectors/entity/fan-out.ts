import type {EntityDetector} from "./entity-detector.js";
import {countMagnitude, rawCountMagnitude} from "./magnitude.js";
import {recordSql} from "./sql.js";
import {count, counted} from "./wording.js";

/** Hours for which a host counts as a newcomer. */
const young = 12;

/** Many destinations that one source has never contacted before. */
export const fanOut: EntityDetector = {
  name: "fan-out",
  title: "Fan-out",
  techniques: ["T1018"],
  key: "local source, hour",
  measure: "destinations, by name, first contacted in this hour",
  eligibility: `at least 4; floor of the record 3, and in a host's first ${young} hours what hosts at the start of the log first had`,
  reference: "a record over strictly earlier hours",
  tail: {new: 0, known: 0, scale: 0.4},
  sql: ({warm}) => `
    WITH hours AS (
      SELECT src, h, count(DISTINCT dest) FILTER (edge_first = h) AS m, count(DISTINCT dest) AS contacted
      FROM dest_hours WHERE src_local GROUP BY src, h
    ), aged AS (
      SELECT *, ${recordSql("m", "src")} AS own, row_number() OVER (PARTITION BY src ORDER BY h) AS age,
        min(h) OVER (PARTITION BY src) AS first
      FROM hours
    ), newcomers AS (
      SELECT coalesce(median(most), 0) AS usual
      FROM (SELECT max(m) AS most FROM aged WHERE first < ${warm} AND age <= ${young} AND h < ${warm + young} GROUP BY src)
    )
    SELECT src AS entity, 'actor' AS role, src, NULL AS dst, NULL AS port, h AS "from", h AS "to", 'known' AS stratum,
      m, own AS record, CASE WHEN age <= ${young} THEN usual ELSE 0 END AS usual, contacted
    FROM aged, newcomers WHERE m >= 4 AND h >= ${warm}`,
  magnitude: (candidate) => countMagnitude(candidate, Math.max(3, candidate.facts.usual)),
  rawMagnitude: rawCountMagnitude,
  sentence: ({src, facts: {m, contacted, record}}) =>
    `${src} contacted ${counted(m, "new destination")} of ${count(contacted)} in an hour; the most in an earlier hour: ${count(record)}`,
  behaviour: (_, {destinations}) => `Fan-out to ${counted(destinations, "new destination")}`,
  joins: ["src"],
  covers: "p.edge_first = f.h AND NOT f.to_group"
};
