import type {AlertRule} from "../../core/exports/alert-rules.js";
import type {Parameter, PublishedDatabase} from "../database/client.js";
import {readRules} from "../database/published-rules.js";
import type {ExportRow} from "./export-menu.js";

/** Events of the table `events`, as a query of their `event_id`. */
export interface EventsOf {
  sql: string;
  parameters?: Parameter[];
}

/** The columns of `withRules` that hold JSON. */
export const ruleJson: readonly string[] = ["rules"];

/**
 * Returns *rows*, events with `event_id`, each with the rules that match it in the column `rules`: a JSON list, or null if none
 * does. *events* are those events.
 */
export async function withRules(
  database: PublishedDatabase,
  rows: readonly ExportRow[],
  {sql, parameters = []}: EventsOf
): Promise<ExportRow[]> {
  const hits = await database.query<{event: number; rule: number}>(
    `SELECT DISTINCT event_id AS event, rule FROM rule_hits WHERE event_id IN (${sql}) ORDER BY event, rule`,
    parameters
  );
  const known = await readRules(database, [...new Set(hits.map(({rule}) => rule))]);
  const byEvent = new Map<number, AlertRule[]>();
  for (const {event, rule: place} of hits) {
    const found = known.get(place);
    if (!found) continue;
    const {rule, id, title, level, techniques} = found;
    const rules = byEvent.get(event) ?? [];
    byEvent.set(event, rules);
    rules.push({rule, id, title, level, techniques});
  }
  return rows.map((row) => {
    const rules = byEvent.get(Number(row.event_id));
    return {...row, rules: rules ? JSON.stringify(rules) : null};
  });
}

/** Returns the documents of all rules of the run that have a hit, by place: what STIX says a rule is. */
export async function rulePatterns(database: PublishedDatabase): Promise<Map<number, string>> {
  const rows = await database.query<{rule: number; yaml: string}>(
    "SELECT rule, yaml FROM rules WHERE hits > 0"
  );
  return new Map(rows.map(({rule, yaml}) => [rule, yaml]));
}
