import type {ListedRule, RuleWindow, RunRule} from "../../schema/rules.js";
import {parseRules} from "../../sigma/parse/parse-rules.js";
import type {Tables} from "../tables.js";

/** A rule as the table `rules` has it, but for its query. */
export type RuleRow = Omit<
  ListedRule,
  "entityAlerts" | "entityAlertsBeyond" | "correlation" | "silence" | "filter"
> &
  Pick<RunRule, "yaml">;

const lists = ["techniques", "tactics", "falsePositives", "references", "deciles"] as const;

/** Reads the rules that were run, alone or as a part of a correlation, in order of their places. */
export async function readRules(tables: Tables): Promise<RuleRow[]> {
  const rows = await tables.rows<Omit<RuleRow, (typeof lists)[number]> & Record<string, string>>(
    `SELECT ${["rule", "hits", "flows", "entities", "alerts", "attacks", "benign", "incidents"].map((name) => `CAST(${name} AS DOUBLE) AS ${name}`).join(", ")},
      id, title, level, status, kind, state, reason, log_source AS "logSource", log, techniques, tactics, description,
      false_positives AS "falsePositives", author, "references", source, path, yaml,
      CAST(entity_hours AS DOUBLE) AS "entityHours", deciles, CAST(rate_per_day AS DOUBLE) AS "ratePerDay",
      CAST(incidents_alone AS DOUBLE) AS "incidentsAlone",
      CAST(epoch_ms("first") AS DOUBLE) AS "first", CAST(epoch_ms("last") AS DOUBLE) AS "last"
    FROM published.rules WHERE state <> 'not applicable' ORDER BY rule`
  );
  return rows.map((row) => {
    const parsed = lists.map((name) => [name, JSON.parse(row[name])]);
    return {...row, ...Object.fromEntries(parsed)} as RuleRow;
  });
}

/** Returns what the correlation in a document asks of a window; null if it is a rule of single events. */
export function windowOf({kind, yaml}: Pick<RuleRow, "kind" | "yaml">): RuleWindow | null {
  const [rule] = kind === "correlation" ? parseRules(yaml, "").rules : [];
  if (rule?.kind !== "correlation") return null;
  const {type, groupBy, timespanSeconds, comparisons} = rule.correlation;
  return {type, groupBy, timespanSeconds, comparisons};
}

/** Returns how many rules were not run, by log source and reason, the most frequent first. */
export function countNotApplicable(
  tables: Tables
): Promise<{logSource: string; reason: string; rules: number}[]> {
  return tables.rows(
    `SELECT log_source AS "logSource", coalesce(reason, '') AS reason, CAST(count(*) AS DOUBLE) AS rules
    FROM published.rules WHERE state = 'not applicable' GROUP BY ALL ORDER BY 3 DESC, 1, 2`
  );
}

/** Reads what is wrong with documents of the given folders, in order of the files. */
export function readProblems(
  tables: Tables
): Promise<{file: string; line: number; field: string; message: string; remedy: string}[]> {
  return tables.rows(
    `SELECT file, CAST(line AS DOUBLE) AS line, field, message, remedy FROM published.rule_problems
    ORDER BY file, line, field, message LIMIT ${maxProblems}`
  );
}

/** How many problems a page lists at most. */
const maxProblems = 1_000;
