import {logarithm} from "../../forest/logarithm.js";
import type {Candidate, EntityDetector} from "./entity-detector.js";
import {recordSql} from "./sql.js";
import {count, portName} from "./wording.js";

/** The share of the flows of the training window that score no more than what counts. */
export const usualShare = 0.999;

/** The least distance of a score from 1. */
const minDistance = 2 ** -53;

const isActor = (flow: string) => `(${flow}src_local OR NOT ${flow}dst_local)`;

/** The highest score of the flow model among the connections of a host: its reasons are on Alert. */
export const flowScores: EntityDetector = {
  name: "flow-model",
  title: "Flow model",
  techniques: [],
  supporting: true,
  key: "local host, role, hour",
  measure: "the highest score of a flow; x = ln((1 − the record) / (1 − m))",
  eligibility: `above what ${usualShare * 100} % of the flows of the training window score, which is the floor of the record, too`,
  reference: "Liu, Ting & Zhou, Isolation Forest (2008), or the flow model that was chosen",
  tail: {new: 0.1, known: 0.1, scale: 0.1},
  scoreSummary: {
    table: "top_scores",
    sql: ({usualScore}) => `
      SELECT CASE WHEN ${isActor("")} THEN src ELSE dst END AS entity, CASE WHEN ${isActor("")} THEN 'actor' ELSE 'target' END AS role,
        h, max(score) AS m, count(*) FILTER (score > usual) AS above, any_value(usual) AS usual,
        arg_max({'event': event_id, 'src': src, 'dst': dst, 'port': CASE WHEN proto <> 'icmp' THEN port END}, (score, -event_id))
          FILTER (score > usual) AS top
      FROM day_flows, (SELECT ${usualScore === null ? "NULL" : `'${usualScore}'`}::DOUBLE AS usual)
      WHERE score IS NOT NULL GROUP BY ALL`
  },
  sql: () => `
    WITH past AS (SELECT *, ${recordSql("m", "entity, role")} AS record FROM top_scores)
    SELECT entity, role, top.src, top.dst, top.port, h AS "from", h AS "to", 'known' AS stratum,
      m, record, above, usual, top.event AS event
    FROM past WHERE above > 0`,
  magnitude: ({facts: {m, record, usual}}) => surprise(m) - surprise(Math.max(record, usual)),
  rawMagnitude: ({facts: {m}}) => surprise(m),
  sentence: ({role, src, dst, port, facts: {m, record, above, usual}}) => {
    const ends = role === "actor" ? `from ${src} to ${dst}` : `to ${dst} from ${src}`;
    const at = port === null ? "" : ` at ${portName(port)}`;
    const before = record > 0 ? `the highest in an earlier hour: ${scoreText(record)}` : "none before"; // prettier-ignore
    return `the most anomalous connection ${ends}${at} scores ${scoreText(m)}; ${count(above)} in that hour exceed ${scoreText(usual)}, which ${usualShare * 100} % of training did not; ${before}`;
  },
  behaviour: ({facts: {m}}: Candidate) => `Anomalous connection, score ${scoreText(m)}`,
  joins: [],
  covers: `f.score > (SELECT any_value(usual) FROM top_scores) AND ${isActor("f.")} = (e.role = 'actor')
    AND CASE WHEN ${isActor("f.")} THEN f.src ELSE f.dst END = CASE e.role WHEN 'actor' THEN e.src ELSE e.dst END`
};

/** Returns −ln(1 − *score*), *score* in (0, 1): the same bits on every machine. */
function surprise(score: number): number {
  return -logarithm(Math.max(minDistance, 1 - score));
}

function scoreText(score: number): string {
  return score.toFixed(3);
}
