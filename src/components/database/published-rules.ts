import type {RunRule} from "../../core/schema/rules.js";
import type {PublishedDatabase} from "./client.js";

/** A rule of the run, as pages show it beside what it matches. */
export type ShownRule = Pick<
  RunRule,
  "rule" | "id" | "title" | "level" | "kind" | "techniques" | "falsePositives"
>;

const columns = `rule, id, title, level, kind, techniques, false_positives AS "falsePositives"`;

/** Reads the rules at the places *rules*; a place that the run does not have is missing. */
export async function readRules(
  database: PublishedDatabase,
  rules: readonly number[]
): Promise<Map<number, ShownRule>> {
  if (rules.length === 0) return new Map();
  const marks = rules.map(() => "?").join(", ");
  const rows = await database.query<
    Omit<ShownRule, "techniques" | "falsePositives"> & {techniques: string; falsePositives: string}
  >(`SELECT ${columns} FROM rules WHERE rule IN (${marks}) ORDER BY rule`, [...rules]);
  return new Map(
    rows.map((row) => [
      row.rule,
      {
        ...row,
        techniques: JSON.parse(row.techniques) as string[],
        falsePositives: JSON.parse(row.falsePositives) as string[]
      }
    ])
  );
}

/** Reads the document of a rule, and the query that it was run with, null if it was not. */
export async function readRuleSource(
  database: PublishedDatabase,
  rule: number
): Promise<Pick<RunRule, "yaml" | "sql">> {
  const query = "SELECT yaml, sql FROM rules WHERE rule = ?";
  return (await database.query<Pick<RunRule, "yaml" | "sql">>(query, [rule]))[0];
}
