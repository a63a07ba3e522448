import type {QueryRunner} from "../../incidents/query-runner.js";
import type {HitRule} from "../../incidents/rule-evidence.js";
import {maxHits} from "../rules/rule-tables.js";

/** Removes what `fillPublishedMatches` has made. */
export const dropPublishedMatches = ["DROP TABLE IF EXISTS rule_matches"];

/**
 * Fills `rule_matches` with the published hits, and returns the rules. Returns null, and fills nothing, where a rule has as many hits as
 * are published of one at most: what lies beyond is not there.
 */
export async function fillPublishedMatches(runner: QueryRunner): Promise<HitRule[] | null> {
  const [{full}] = await runner.rows<{full: number}>(
    `SELECT count(*)::DOUBLE AS full FROM (SELECT rule FROM published.rule_hits GROUP BY rule HAVING count(*) >= ${maxHits})`
  );
  if (full > 0) return null;
  const rows = await runner.rows<Omit<HitRule, "techniques" | "falsePositives"> & Lists>(
    `SELECT rule::DOUBLE AS rule, id, title, level, kind, techniques, false_positives AS "falsePositives"
    FROM published.rules ORDER BY rule`
  );
  await runner.run("CREATE OR REPLACE TEMP TABLE rule_matches AS FROM published.rule_hits");
  return rows.map((row) => ({
    ...row,
    techniques: JSON.parse(row.techniques) as string[],
    falsePositives: JSON.parse(row.falsePositives) as string[]
  }));
}

/** The lists of a rule, as texts of JSON. */
interface Lists {
  techniques: string;
  falsePositives: string;
}
