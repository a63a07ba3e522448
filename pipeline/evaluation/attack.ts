import {benignPattern, labelPrefix, unlabelledWords} from "../../src/core/schema/labels.js";
import type {AttackLabels} from "../../src/core/schema/labels.js";
import {literal, literals} from "../duckdb/session.js";

const trimmed = "lower(trim(label, ' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13)))";
const word = `(CASE WHEN starts_with(${trimmed}, ${literal(labelPrefix)})
    THEN substr(${trimmed}, ${labelPrefix.length + 1}) ELSE ${trimmed} END)`;

/** Returns the SQL of `attackOf(label, attackLabels)` (src/core/schema/labels.ts): 1, 0 or null. */
export function attackSql(attackLabels: AttackLabels): string {
  return `CASE
    WHEN label IS NULL OR list_contains(${literals([...unlabelledWords])}, ${word}) THEN NULL
    WHEN ${attackLabels ? isAmong(attackLabels) : isNotBenign} THEN 1
    ELSE 0
  END`;
}

const isNotBenign = `NOT regexp_full_match(${word}, ${literal(benignPattern)}, 's')`;

function isAmong(labels: readonly string[]): string {
  const tests = labels.map((label) =>
    label.endsWith("*")
      ? `starts_with(${word}, ${literal(label.slice(0, -1))})`
      : `${word} = ${literal(label)}`
  );
  return tests.length > 0 ? tests.join(" OR ") : "false";
}
