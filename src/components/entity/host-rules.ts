import type {PublishedDatabase} from "../database/client.js";
import {readRules} from "../database/published-rules.js";
import type {ShownRule} from "../database/published-rules.js";
import {formatCount, formatTime, plural} from "../kit/format.js";
import {ruleLink} from "../kit/rule-text.js";
import {severityMark} from "../kit/severity.js";
import {expandableTable} from "../kit/table.js";
import {levels} from "../../core/sigma/rule.js";

/** What one rule finds about a host. Times are ms since the epoch, UTC. */
export interface HostRule {
  rule: ShownRule;
  /** Records that it matches, and the first and the last of them. */
  hits: number;
  first: number;
  last: number;
}

/** The query of the hits about a host, by rule; `?` is its address. */
export const hostRulesQuery = `SELECT rule, count(DISTINCT (log, record)) AS hits, min(time) AS first, max(time) AS last
FROM rule_hits WHERE entity = ? GROUP BY rule ORDER BY hits DESC, rule`;

/** Reads the rules with hits about a host: the highest level first, then the fewest hits. */
export async function readHostRules(
  database: PublishedDatabase,
  entity: string
): Promise<HostRule[]> {
  const rows = await database.query<Omit<HostRule, "rule"> & {rule: number}>(hostRulesQuery, [
    entity
  ]);
  const known = await readRules(
    database,
    rows.map(({rule}) => rule)
  );
  return rows
    .flatMap((row) => {
      const rule = known.get(row.rule);
      return rule ? [{...row, rule}] : [];
    })
    .sort(
      (a, b) =>
        levels.indexOf(b.rule.level) - levels.indexOf(a.rule.level) ||
        a.hits - b.hits ||
        a.rule.rule - b.rule.rule
    );
}

/** Lists the rules with hits about a host; each leads to Rules × model. */
export function hostRuleTable(rules: readonly HostRule[]): HTMLElement {
  return expandableTable(rules, {
    label: "Rules with hits about this host",
    shown: 8,
    columns: [
      {name: "level", cell: ({rule}) => severityMark(rule.level)},
      {name: "rule", header: true, class: "rule-title", cell: ({rule}) => ruleLink(rule)},
      {name: "hits", number: true, cell: ({hits}) => formatCount(hits)},
      {name: "first (UTC)", cell: ({first}) => formatTime(first)},
      {name: "last (UTC)", cell: ({last}) => formatTime(last)}
    ]
  });
}

/** Returns how many rules have hits about a host, in a sentence. */
export function hostRulesAbout(rules: readonly HostRule[]): string {
  if (rules.length === 0) return "No rule has a hit about it.";
  return `${formatCount(rules.length)} ${plural(rules.length, "rule has", "rules have")} hits about it, in the complete log: the highest level first, then the rarest.`;
}

/** Returns what rules find about a host as rows of an export. */
export function hostRuleRows(rules: readonly HostRule[]): object[] {
  return rules.map(({rule: {rule, id, title, level, techniques}, hits, first, last}) => ({
    ...{rule, id, title, level, techniques: techniques.join(" "), hits},
    first: new Date(first),
    last: new Date(last)
  }));
}
