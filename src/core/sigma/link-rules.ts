import type {Problem} from "./parse/problem.js";
import {ruleKey} from "./rule.js";
import type {CorrelationRule, DetectionRule, FilterRule, LogSource, Rule} from "./rule.js";

/** A rule for single events. A hidden one is only part of a correlation: it makes no hits of its own. */
export interface LinkedDetection {
  rule: DetectionRule;
  hidden: boolean;
}

/** A rule for several events, with the rules that it refers to, in order. */
export interface LinkedCorrelation {
  rule: CorrelationRule;
  hidden: boolean;
  correlated: LinkedRule[];
}

export type LinkedRule = LinkedDetection | LinkedCorrelation;

/** The rules of all files, linked, and what is wrong with the others. */
export interface LinkedRules {
  /** In the order of the files. */
  rules: LinkedRule[];
  problems: Problem[];
}

/** The number of correlations that may be chained. */
const maxChain = 8;

/** Links *rules*: correlations get the rules that they refer to, by id or name, and filters are added to their rules. */
export function linkRules(rules: readonly (Rule | FilterRule)[]): LinkedRules {
  const problems: Problem[] = [];
  const filters = rules.filter((rule) => rule.kind === "filter");
  const named = new Map<string, Rule>();
  const unique = rules.filter((rule): rule is Rule => {
    if (rule.kind === "filter") return false;
    const names = [rule.id, rule.name].filter((name) => name !== undefined);
    const taken = names.find((name) => named.has(name));
    if (taken !== undefined) {
      problems.push(
        problemOf(rule, "id", `duplicate rule: ${taken}`, "give it another id or name")
      );
      return false;
    }
    for (const name of names) named.set(name, rule);
    return true;
  });
  checkFilters(filters, named, problems);
  const linker = new Linker(named, filters, problems);
  const linked = unique.flatMap((rule) => linker.link(rule, []) ?? []);
  hideCorrelated(linked);
  return {rules: linked, problems};
}

function problemOf(
  {place}: Pick<Rule, "place">,
  field: string,
  message: string,
  remedy: string
): Problem {
  return {...place, field, message, remedy, severity: "error"};
}

function checkFilters(
  filters: readonly FilterRule[],
  named: ReadonlyMap<string, Rule>,
  problems: Problem[]
): void {
  for (const filter of filters)
    for (const name of filter.rules)
      if (!named.has(name))
        problems.push({
          ...problemOf(filter, "filter.rules", `unknown rule: ${name}`, "load its file too"),
          severity: "warning"
        });
}

class Linker {
  private readonly named: ReadonlyMap<string, Rule>;
  private readonly filters: readonly FilterRule[];
  private readonly problems: Problem[];
  private readonly done = new Map<Rule, LinkedRule | null>();

  constructor(
    named: ReadonlyMap<string, Rule>,
    filters: readonly FilterRule[],
    problems: Problem[]
  ) {
    this.named = named;
    this.filters = filters;
    this.problems = problems;
  }

  /** Returns *rule* linked, or null if that is not possible; *above* are the correlations that refer to it. */
  link(rule: Rule, above: readonly Rule[]): LinkedRule | null {
    const known = this.done.get(rule);
    if (known !== undefined) return known;
    if (rule.kind === "rule") return this.keep(rule, {rule: this.filtered(rule), hidden: false});
    if (above.includes(rule)) return this.fail(rule, `cyclic rules: ${ruleKey(rule)}`);
    if (above.length >= maxChain) return this.fail(rule, `too many chained rules: ${maxChain}`);
    const correlated: LinkedRule[] = [];
    for (const name of rule.correlation.rules) {
      const other = this.named.get(name);
      if (!other) return this.fail(rule, `unknown rule: ${name}`);
      const link = this.link(other, [...above, rule]);
      if (!link) return this.fail(rule, `invalid rule: ${name}`);
      correlated.push(link);
    }
    return this.keep(rule, {rule, hidden: false, correlated});
  }

  private keep(rule: Rule, linked: LinkedRule | null): LinkedRule | null {
    this.done.set(rule, linked);
    return linked;
  }

  private fail(rule: Rule, message: string): null {
    const remedy = "refer to the id or name of a valid rule that is loaded";
    this.problems.push(problemOf(rule, "correlation.rules", message, remedy));
    this.keep(rule, null);
    return null;
  }

  private filtered(rule: DetectionRule): DetectionRule {
    const filters = this.filters.filter(
      ({rules, logsource}) =>
        rules.some((name) => name === rule.id || name === rule.name) &&
        covers(logsource, rule.logsource)
    );
    if (filters.length === 0) return rule;
    return {...rule, tree: {kind: "and", nodes: [rule.tree, ...filters.map(({tree}) => tree)]}};
  }
}

/** Returns whether what *wide* is for includes what *narrow* is for. */
function covers(wide: LogSource, narrow: LogSource): boolean {
  return (["category", "product", "service"] as const).every(
    (key) => wide[key] === undefined || wide[key] === narrow[key]
  );
}

function hideCorrelated(linked: readonly LinkedRule[]): void {
  for (const link of linked)
    if ("correlated" in link && !link.rule.correlation.generate)
      for (const other of link.correlated) other.hidden = true;
}
