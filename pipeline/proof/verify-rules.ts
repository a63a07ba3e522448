import {matchRules} from "../../src/core/published/rules/match-rules.js";
import {publishedSources} from "../../src/core/published/rules/rule-logs.js";
import {
  ruleFlowsSql,
  ruleHitsSql,
  ruleWindowsSql
} from "../../src/core/published/rules/rule-tables.js";
import type {RunRule} from "../../src/core/schema/rules.js";
import type {Session} from "../duckdb/session.js";
import {plannedRules} from "../rules/rule-input.js";
import type {RuleInput} from "../rules/rule-input.js";
import {differ} from "./verification.js";
import type {PartVerification} from "./verification.js";

const tables = {rule_hits: ruleHitsSql, rule_windows: ruleWindowsSql, rule_flows: ruleFlowsSql};

/**
 * Runs the rules that an evaluation was given over its published tables again, and compares what they match with the tables of
 * hits, windows and flows. Leaves the tables of matchRules, complete: those that are published end at a number of hits. Returns
 * the rules.
 */
export async function verifyRules(
  session: Session,
  input: RuleInput | null,
  part: PartVerification
): Promise<RunRule[]> {
  const planned = input ? plannedRules(input) : [];
  await matchRules(session, planned, publishedSources);
  for (const [table, sql] of Object.entries(tables)) {
    const [{n}] = await session.rows<{n: number}>(
      `SELECT CAST(count(*) AS DOUBLE) AS n FROM (
        (FROM (${sql}) EXCEPT ALL FROM published.${table}) UNION ALL (FROM published.${table} EXCEPT ALL FROM (${sql})))`
    );
    const what = `rows of ${table} that the rules of the run do not give`;
    if (n > 0) differ(part, {what, expected: "0", found: String(n)});
  }
  return planned.map(({rule}) => rule);
}
