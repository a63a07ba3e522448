import {countRules} from "../../../src/core/published/rules/rule-counts.js";
import type {CountOptions} from "../../../src/core/published/rules/rule-counts.js";
import {dropMatches} from "../../../src/core/published/rules/match-rules.js";
import {
  allRuleHitsSql,
  manyHitsSql,
  ruleFlowsSql,
  ruleHitsSql,
  rulesTable,
  ruleWindowsSql
} from "../../../src/core/published/rules/rule-tables.js";
import {publishedColumns} from "../../../src/core/published/published-columns.js";
import type {RuleCounts} from "../../../src/core/schema/rules.js";
import type {Session} from "../../duckdb/session.js";
import {compressed} from "../events-table.js";
import type {RunRules} from "../rules/run-rules.js";
import {createTable} from "./incidents.js";

/** Fills the tables of `published` that are about rules, and removes what runRules has left; returns what each rule found. */
export async function createRules(
  session: Session,
  {rules, problems}: RunRules,
  options: Omit<CountOptions, "events">
): Promise<Map<number, RuleCounts>> {
  const counts = await countRules(session, {...options, events: "published.events"});
  await createTable(session, "rules", rulesTable(rules, counts));
  const isLimited = (await session.rows(manyHitsSql)).length > 0;
  await session.run(`
    CREATE TABLE published.rule_hits (${compressed(publishedColumns.rule_hits)});
    INSERT INTO published.rule_hits ${isLimited ? ruleHitsSql : allRuleHitsSql};
    CREATE TABLE published.rule_windows AS ${ruleWindowsSql};
    CREATE TABLE published.rule_flows AS ${ruleFlowsSql}`);
  await createTable(session, "rule_problems", {
    columns: [
      ["file", "VARCHAR"],
      ["line", "INTEGER"],
      ["field", "VARCHAR"],
      ["message", "VARCHAR"],
      ["remedy", "VARCHAR"]
    ],
    rows: problems.map((problem) => ({...problem}))
  });
  await session.run(dropMatches.join("; "));
  return counts;
}
