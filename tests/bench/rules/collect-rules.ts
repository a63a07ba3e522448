import {existsSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {readRules} from "../../../pipeline/rules/read-rules.js";
import {parseRules} from "../../../src/core/sigma/parse/parse-rules.js";
import {placeRule} from "../../../src/core/sigma/sql/rule-query.js";
import type {PlacedRule} from "../../../src/core/sigma/sql/rule-query.js";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Rules for single events that have a table, where they are from, and how many of each. */
export interface CollectedRules {
  placed: PlacedRule[];
  from: Record<string, number>;
}

/**
 * Returns *count* rules: those that come with the product, those of ../shared/data/sigma, then of *sigmahq*, a tree of
 * SigmaHQ’s rules, then drawn ones. A rule is taken once.
 */
export async function collectRules(count: number, sigmahq?: string): Promise<CollectedRules> {
  const folders = {
    own: [`${root}pipeline/rules/zeek`],
    shared: [`${root}../shared/data/sigma`],
    sigmahq: sigmahq ? ["network", "web"].map((name) => `${sigmahq}/rules/${name}`).concat(`${sigmahq}/rules-emerging-threats`) : [] // prettier-ignore
  };
  const placed: PlacedRule[] = [];
  const from: Record<string, number> = {};
  const taken = new Set<string>();
  const add = (rule: PlacedRule, name: string) => {
    const key = rule.rule.id ?? rule.rule.text;
    if (placed.length >= count || taken.has(key)) return;
    taken.add(key);
    placed.push(rule);
    from[name] = (from[name] ?? 0) + 1;
  };
  for (const [name, paths] of Object.entries(folders)) {
    const {rules} = await readRules(paths.filter((path) => existsSync(path)));
    for (const {rule} of rules) {
      const place = rule.kind === "rule" ? placeRule(rule) : "a correlation";
      if (typeof place !== "string") add(place, name);
    }
  }
  for (let i = 0; placed.length < count; ++i) {
    const [rule] = parseRules(drawnRule(i), `${i}.yml`).rules;
    const place = rule.kind === "rule" ? placeRule(rule) : "";
    if (typeof place !== "string") add(place, "drawn");
  }
  return {placed, from};
}

/** Rules as SigmaHQ has them: ends of names, words in paths, agents; some with filters, some with expressions. */
function drawnRule(i: number): string {
  const list = (prefix: string, n: number) =>
    Array.from({length: n}, (_, k) => `'${prefix}${i}-${k}'`).join(", ");
  const details = [
    `category: dns}\ndetection: {s: {query|endswith: [${list(".bad", 20)}]}, condition: s}`,
    `category: dns}\ndetection: {s: {query|contains: [${list("pool", 10)}], record_type: TXT}, f: {query|endswith: .com}, condition: s and not f}`,
    `category: proxy}\ndetection: {s: {c-uri|endswith: [${list(".e", 12)}], cs-method: POST}, condition: s}`,
    `category: proxy}\ndetection: {s: {c-useragent|contains: [${list("bot", 8)}]}, condition: s}`,
    `category: proxy}\ndetection: {s: {c-uri|re: '/wp-(admin|login)${i}[a-z]+\\.php'}, t: {c-uri|contains|all: ['cmd${i}', '=']}, condition: 1 of them}`
  ];
  return `title: drawn ${i}\nlogsource: {${details[i % details.length]}\n`;
}
