import {entityDetectors} from "../detectors/entity/registry.js";

/**
 * Returns the query of which events each piece of evidence speaks of, from the table *evidence* (id, detector, src,
 * dst, port, from_hour, to_hour) and the tables of `baseSteps`: one row per piece of evidence and event.
 */
export function coverSql(evidence: string): string {
  return entityDetectors
    .map(
      ({name, covers, joins, lookback = 0}) => `
      SELECT e.id, f.event_id FROM (FROM ${evidence} WHERE detector = '${name}') e
      JOIN entity_flows f ON f.h BETWEEN e.from_hour - ${lookback} AND e.to_hour
        AND ${joins.map((end) => `f.${end} = e.${end}`).join(" AND ")}
      ${covers.includes("p.") ? "JOIN pair_hours p ON p.src = f.src AND p.dst = f.dst AND p.port = f.port AND p.proto = f.proto AND p.h = f.h" : ""}
      WHERE ${covers}`
    )
    .join(" UNION ALL ");
}
