import type {ListedRule} from "../../schema/rules.js";
import type {RunRule} from "../../schema/rules.js";
import type {Tables} from "../tables.js";

/** A rule as the table `rules` has it, but for its query. */
export type RuleRow = Omit<
  ListedRule,
  "entityAlerts" | "entityAlertsBeyond" | "silence" | "filter"
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
