import type {SuggestedFilter} from "../../schema/rules.js";
import {mappingsFor} from "../../sigma/mappings/registry.js";
import {parseRules} from "../../sigma/parse/parse-rules.js";
import type {DetectionRule, FilterRule, Rule} from "../../sigma/rule.js";
import type {Tables} from "../tables.js";
import type {RuleRow} from "./rule-rows.js";

/** A value of the hits of a rule: how many it has, and how many attacks are among them. */
interface Candidate {
  rule: number;
  src: string | null;
  dst: string | null;
  port: number | null;
  hits: number;
  of: number;
  attacks: number;
}

/**
 * Returns by rule the filter that excludes most of its listed hits at the cost of few labelled attacks: the source, the
 * destination, or the destination and port with the most hits beyond attacks. Rules without an id or a name have none: a
 * filter could not name them.
 *
 * *frequent* are the rules that fire too often, *all* those of the run, *labelled* whether events have labels.
 */
export async function suggestFilters(
  tables: Tables,
  frequent: readonly RuleRow[],
  {all, labelled}: {all: readonly RuleRow[]; labelled: boolean}
): Promise<Map<number, SuggestedFilter>> {
  const filters = new Map<number, SuggestedFilter>();
  if (frequent.length === 0) return filters;
  const candidates = await readCandidates(tables, frequent);
  const documents = parsedOnce(all);
  for (const rule of frequent) {
    const targets = filteredRules(rule, documents);
    const ranked = candidates
      .filter((candidate) => candidate.rule === rule.rule)
      .sort((a, b) => b.hits - b.attacks - (a.hits - a.attacks));
    for (const candidate of ranked) {
      const filter = filterOf(rule, targets, candidate);
      if (!filter) continue;
      filters.set(rule.rule, {...filter, attacks: labelled ? candidate.attacks : null});
      break;
    }
  }
  return filters;
}

/** How many values of each kind are looked at. */
const tried = 3;

function readCandidates(tables: Tables, frequent: readonly RuleRow[]): Promise<Candidate[]> {
  return tables.rows<Candidate>(
    `WITH hits AS (
      SELECT rule, listed.src, listed.dst, port, event_id, coalesce(attack = 1, false) AS attack
      FROM (FROM published.rule_hits WHERE rule IN (SELECT unnest(CAST(? AS INTEGER[])))) AS listed
      LEFT JOIN published.events AS events USING (event_id)
    ),
    totals AS (SELECT rule, count(*) AS n FROM hits GROUP BY rule),
    ranked AS (
      SELECT rule, src, dst, port, GROUPING_ID(src, dst, port) AS kind, count(*) AS hits,
        count(DISTINCT event_id) FILTER (attack) AS attacks
      FROM hits GROUP BY GROUPING SETS ((rule, src), (rule, dst), (rule, dst, port))
    )
    SELECT CAST(rule AS DOUBLE) AS rule, src, dst, CAST(port AS DOUBLE) AS port, CAST(hits AS DOUBLE) AS hits,
      CAST(n AS DOUBLE) AS of, CAST(attacks AS DOUBLE) AS attacks
    FROM ranked JOIN totals USING (rule)
    WHERE (kind = 3 AND src IS NOT NULL) OR (kind = 5 AND dst IS NOT NULL) OR (kind = 4 AND dst IS NOT NULL AND port IS NOT NULL)
    QUALIFY row_number() OVER (PARTITION BY rule, kind ORDER BY hits DESC, src, dst, port) <= ${tried}
    ORDER BY rule, hits DESC, kind = 4 DESC, kind DESC, src, dst, port`,
    [JSON.stringify(frequent.map(({rule}) => rule))]
  );
}

/** The parsed rules by their ids and names. */
type Documents = ReadonlyMap<string, Rule | FilterRule>;

function parsedOnce(rules: readonly RuleRow[]): Documents {
  const documents = new Map<string, Rule | FilterRule>();
  for (const {yaml} of rules)
    for (const rule of parseRules(yaml, "").rules)
      for (const name of [rule.id, rule.name]) if (name !== undefined) documents.set(name, rule);
  return documents;
}

/** Returns the rules of single events that a filter of *rule* has to name: itself, or those that it correlates. */
function filteredRules({id}: RuleRow, documents: Documents, depth = 0): DetectionRule[] {
  const rule = documents.get(id);
  if (rule?.kind === "rule") return [rule];
  if (rule?.kind !== "correlation" || depth > 8) return [];
  return rule.correlation.rules.flatMap((name) =>
    filteredRules({id: name} as RuleRow, documents, depth + 1)
  );
}

function filterOf(
  {title}: RuleRow,
  rules: readonly DetectionRule[],
  {src, dst, port, hits, of}: Candidate
): Omit<SuggestedFilter, "attacks"> | null {
  if (rules.length === 0) return null;
  const [{logsource}] = rules;
  const isSame = ({logsource: other}: DetectionRule) =>
    (["category", "product", "service"] as const).every((key) => other[key] === logsource[key]);
  if (!rules.every(isSame)) return null; // a filter is for one log source
  const excludes: SuggestedFilter["excludes"] = [];
  for (const [column, value] of Object.entries({src, dst, dst_port: port})) {
    if (value === null) continue;
    const field = fieldOf(rules[0], column);
    if (field === undefined) return null;
    excludes.push({field, value: String(value)});
  }
  const names = [...new Set(rules.map(({id, name}) => id ?? name!))];
  return {yaml: filterYaml({title, logsource, names, excludes}), excludes, hits, of};
}

/** Returns the name in rules of a *column* of the table that *rule* is run on; undefined if it has no such field. */
function fieldOf({logsource}: DetectionRule, column: string): string | undefined {
  const columns = mappingsFor(logsource)[0]?.table?.columns ?? {};
  return Object.keys(columns).find((field) => columns[field].column === column);
}

/** Returns a filter as a Sigma document. Texts are JSON strings, which YAML reads as they are. */
function filterYaml(filter: {
  title: string;
  logsource: DetectionRule["logsource"];
  names: readonly string[];
  excludes: SuggestedFilter["excludes"];
}): string {
  const {category, product, service} = filter.logsource;
  const source = Object.entries({category, product, service}).filter(([, value]) => value);
  const title = `Exclude the most frequent hits of: ${filter.title}`.slice(0, 250);
  return [
    `title: ${JSON.stringify(title)}`,
    "logsource:",
    ...source.map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`),
    "filter:",
    "  rules:",
    ...filter.names.map((name) => `    - ${JSON.stringify(name)}`),
    "  selection:",
    ...filter.excludes.map(({field, value}) => `    ${field}: ${yamlValue(value)}`),
    "  condition: not selection",
    ""
  ].join("\n");
}

/** Returns a value as Sigma compares it exactly: wildcards and escapes of it stand for themselves. */
function yamlValue(value: string): string {
  return /^\d+$/.test(value) ? value : JSON.stringify(value.replace(/[\\*?]/g, "\\$&"));
}
