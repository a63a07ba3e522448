import {publishedTables} from "../../schema/published-tables.js";
import {parseRules} from "../../sigma/parse/parse-rules.js";
import {sqlName} from "../../sigma/sql/literal.js";
import {placeRule} from "../../sigma/sql/rule-query.js";
import type {Tables} from "../tables.js";
import type {RuleRow} from "./rule-rows.js";

/** Returns by rule without a hit why it has none, in words. Rules that are parts of correlations alone are missing. */
export async function silences(
  tables: Tables,
  rules: readonly RuleRow[]
): Promise<Map<number, string>> {
  const silent = rules.filter(({state, hits}) => state === "run" && hits === 0);
  const records = await countRecords(tables, silent);
  return new Map(silent.map((rule) => [rule.rule, silenceOf(rule, records)]));
}

function silenceOf({kind, log, yaml}: RuleRow, records: ReadonlyMap<string, number>): string {
  if (kind === "correlation") return "no window met its condition";
  const n = records.get(log ?? "");
  if (n === 0) return `the log has no records of ${log}`;
  const missing = missingFields(yaml);
  const none = `none of ${n === undefined ? "the" : n.toLocaleString("en-US")} records of ${log} matches`;
  if (missing.length === 0) return none;
  return `${none}; they have no ${missing.slice(0, 5).join(", ")}`;
}

/** Returns the fields of the rule in *yaml* that the table of its log does not have. */
function missingFields(yaml: string): string[] {
  const [rule] = parseRules(yaml, "").rules;
  if (rule?.kind !== "rule") return [];
  const placed = placeRule(rule);
  return typeof placed === "string" ? [] : placed.missing;
}

/** Counts the records of the tables that *rules* are run on. */
async function countRecords(
  tables: Tables,
  rules: readonly RuleRow[]
): Promise<Map<string, number>> {
  const known: readonly string[] = publishedTables;
  const logs = new Set(rules.flatMap(({log}) => (log !== null && known.includes(log) ? log : [])));
  const counts = new Map<string, number>();
  for (const log of [...logs].sort()) {
    const [{n}] = await tables.rows<{n: number}>(
      `SELECT CAST(count(*) AS DOUBLE) AS n FROM published.${sqlName(log)}`
    );
    counts.set(log, n);
  }
  return counts;
}
