import type {RuleCounts, RunRule} from "../../schema/rules.js";
import type {IncidentTable} from "../incident-tables.js";
import {noCounts} from "./rule-counts.js";

/** The hits of a rule that are published, the earliest; `rules.hits` counts all. */
export const maxHits = 100_000;

/** The windows of a correlation that are published, the earliest. */
const maxWindows = 10_000;

/** The query of the published table `rule_hits`, from what matchRules leaves. */
export const ruleHitsSql = hitsSql(
  `QUALIFY row_number() OVER (PARTITION BY rule ORDER BY time, event_id, log, record) <= ${maxHits}`
);

/** The same where no rule has more hits than are published. */
export const allRuleHitsSql = hitsSql("");

/** The query of whether some rule has more hits than are published: a row if one does. */
export const manyHitsSql = `SELECT rule FROM rule_matches GROUP BY rule HAVING count(*) > ${maxHits} LIMIT 1`;

function hitsSql(limit: string): string {
  return `SELECT * FROM rule_matches ${limit} ORDER BY rule, time, event_id, log, record`;
}

/** The query of the published table `rule_windows`. */
export const ruleWindowsSql = `SELECT * FROM rule_windows WHERE hit <= ${maxWindows} ORDER BY rule, hit`;

/** The query of the published table `rule_flows`: all flows with a hit, and how many rules hit them. */
export const ruleFlowsSql = `SELECT event_id, CAST(count(DISTINCT rule) AS INTEGER) AS rules FROM rule_matches
  WHERE event_id IS NOT NULL GROUP BY event_id ORDER BY event_id`;

/** Returns the published table `rules`: *rules* in their order, with what each found. */
export function rulesTable(
  rules: readonly RunRule[],
  counts: ReadonlyMap<number, RuleCounts>
): IncidentTable {
  return {
    columns: [
      ["rule", "INTEGER"],
      ["id", "VARCHAR"],
      ["title", "VARCHAR"],
      ["level", "VARCHAR"],
      ["status", "VARCHAR"],
      ["kind", "VARCHAR"],
      ["state", "VARCHAR"],
      ["reason", "VARCHAR"],
      ["log_source", "VARCHAR"],
      ["log", "VARCHAR"],
      ["techniques", "VARCHAR"],
      ["tactics", "VARCHAR"],
      ["description", "VARCHAR"],
      ["false_positives", "VARCHAR"],
      ["author", "VARCHAR"],
      ["references", "VARCHAR"],
      ["source", "VARCHAR"],
      ["path", "VARCHAR"],
      ["yaml", "VARCHAR"],
      ["sql", "VARCHAR"],
      ["hits", "INTEGER"],
      ["flows", "INTEGER"],
      ["entities", "INTEGER"],
      ["entity_hours", "INTEGER"],
      ["alerts", "INTEGER"],
      ["attacks", "INTEGER"],
      ["benign", "INTEGER"],
      ["deciles", "VARCHAR"],
      ["rate_per_day", "DOUBLE"],
      ["incidents", "INTEGER"],
      ["incidents_alone", "INTEGER"],
      ["first", "TIMESTAMP"],
      ["last", "TIMESTAMP"]
    ],
    rows: rules.map((rule) => rowOf(rule, counts.get(rule.rule) ?? noCounts))
  };
}

function rowOf(rule: RunRule, counts: RuleCounts): IncidentTable["rows"][number] {
  const {logSource, techniques, tactics, falsePositives, references, ...plain} = rule;
  const {entityHours, ratePerDay, incidentsAlone, deciles, ...numbers} = counts;
  return {
    ...plain,
    ...numbers,
    log_source: logSource,
    techniques: JSON.stringify(techniques),
    tactics: JSON.stringify(tactics),
    false_positives: JSON.stringify(falsePositives),
    references: JSON.stringify(references),
    entity_hours: entityHours,
    rate_per_day: ratePerDay,
    incidents_alone: incidentsAlone,
    deciles: JSON.stringify(deciles)
  };
}
