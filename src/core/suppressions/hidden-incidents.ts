import {suppressionSql} from "./suppression.js";
import type {Suppression} from "./suppression.js";
import {numberFields, textFields} from "./condition.js";
import type {SqlCondition} from "./condition.js";

/** What a published hit of a rule has of the fields of an event. */
const ofHit: ReadonlyMap<string, string> = new Map([
  ["src", "hits.src"],
  ["dst", "hits.dst"],
  ["dst_port", "hits.port"]
]);

/**
 * Returns the query of the incidents that *suppressions* hide, over the published tables: those of which every event is hidden, and
 * every hit of a rule that has no event. Such a hit has addresses and a port; its other fields are unset. Where none is published,
 * the incident stays in sight.
 */
export function hiddenIncidentsSql(
  suppressions: readonly Pick<Suppression, "where">[]
): SqlCondition {
  const {sql, parameters} = suppressionSql(suppressions);
  const column = (type: string) => (name: string) =>
    `${ofHit.get(name) ?? `NULL::${type}`} AS ${name}`;
  const columns = [
    ...Object.keys(textFields).map(column("VARCHAR")),
    ...Object.keys(numberFields).map(column("DOUBLE"))
  ];
  return {
    sql: `SELECT incident FROM (
      SELECT incident, hidden FROM incident_events JOIN (SELECT event_id, (${sql}) AS hidden FROM events) USING (event_id)
      UNION ALL SELECT incident, is_published AND (${sql}) FROM (
        SELECT DISTINCT incident, hits.rule IS NOT NULL AS is_published, ${columns.join(", ")}
        FROM evidence LEFT JOIN rule_hits AS hits ON hits.rule = evidence.rule AND hits.event_id IS NULL
          AND hits.entity IN (evidence.src, evidence.dst) AND hits.time >= evidence.since AND hits.time < evidence.until
        WHERE evidence.rule IS NOT NULL AND (hits.rule IS NOT NULL OR evidence.events = 0)
      )
    ) GROUP BY incident HAVING bool_and(hidden)`,
    parameters: [...parameters, ...parameters]
  };
}
