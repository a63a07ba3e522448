import type {RuleState, RunRule} from "../../schema/rules.js";
import {resolveAlias} from "../../sigma/correlation/occurrence.js";
import {linkRules} from "../../sigma/link-rules.js";
import type {LinkedCorrelation, LinkedRule} from "../../sigma/link-rules.js";
import {parseRules} from "../../sigma/parse/parse-rules.js";
import type {ParsedRules} from "../../sigma/parse/parse-rules.js";
import {logSourceText, ruleKey} from "../../sigma/rule.js";
import type {Head} from "../../sigma/rule.js";
import {correlationQuery} from "../../sigma/sql/correlation-query.js";
import {defaultTables, placeRule, ruleQuery} from "../../sigma/sql/rule-query.js";
import type {PlacedRule} from "../../sigma/sql/rule-query.js";

/** A document of a file of rules, as a run keeps it: a valid rule or filter. */
export interface RuleDocument {
  source: RunRule["source"];
  /** The path of the file below its folder. */
  path: string;
  /** The text of the document. */
  yaml: string;
}

/** What has the address that a hit of a correlation is about; null if its groups name none. */
export type GroupAddress = "src" | "dst" | null;

/** What becomes of a rule, and why it is not run; null if it is. */
export interface RuleStanding {
  state: RuleState;
  reason: string | null;
}

/** How a rule is run. */
export type RulePlan =
  | {kind: "rule"; placed: PlacedRule}
  | {kind: "correlation"; linked: LinkedCorrelation; address: GroupAddress};

/** A rule of a run, and how it is run; null if it is not. */
export interface PlannedRule {
  rule: RunRule;
  plan: RulePlan | null;
  /** The rules for single events that it is made of: itself, or the parts of a correlation. */
  leaves: PlacedRule[];
}

/** The longest text of a document that is published, in UTF-16 units. */
const maxYaml = 64 * 1024;

/** Returns the rules in *documents*, in their order, and how each is run. Throws if one is invalid. */
export function planRules(documents: readonly RuleDocument[]): PlannedRule[] {
  const parsed: ParsedRules["rules"] = [];
  documents.forEach(({path, yaml}, i) => {
    const {rules, problems} = parseRules(yaml, String(i));
    if (rules.length !== 1)
      throw new Error(`invalid rule in ${path}: ${problems[0]?.message ?? "not one document"}`);
    parsed.push(...rules);
  });
  const {rules} = linkRules(parsed);
  const states = ruleStates(rules);
  return rules.map((linked, i) => {
    const document = documents[Number(linked.rule.place.file)];
    return planned(linked, i + 1, document, states.get(linked)!);
  });
}

/** Returns what becomes of each of *rules*, by its kind alone: whether there are such logs is known in a run. */
export function ruleStates(rules: readonly LinkedRule[]): Map<LinkedRule, RuleStanding> {
  const parts = new Set<LinkedRule>();
  const mark = (linked: LinkedRule) => {
    if (!("correlated" in linked)) return;
    for (const part of linked.correlated) {
      parts.add(part);
      mark(part);
    }
  };
  for (const linked of rules) if (!linked.hidden && whyNotRun(linked) === null) mark(linked);
  return new Map(rules.map((linked) => [linked, stateOf(linked, parts)]));
}

function stateOf(linked: LinkedRule, parts: ReadonlySet<LinkedRule>): RuleStanding {
  const reason = whyNotRun(linked);
  if (reason !== null) return {state: "not applicable", reason};
  if (!linked.hidden) return {state: "run", reason};
  if (parts.has(linked)) return {state: "part", reason};
  return {state: "not applicable", reason: "only part of correlations that are not run"};
}

/** Returns the log sources of *linked* in words; of a correlation, those of its rules. */
export function logSourceOf(linked: LinkedRule): string {
  if (!("correlated" in linked)) return logSourceText(linked.rule.logsource);
  return [...new Set(linked.correlated.map(logSourceOf))].join("; ");
}

function whyNotRun(linked: LinkedRule): string | null {
  if ("correlated" in linked) {
    const reasons = linked.correlated.map((part) => {
      const reason = whyNotRun(part);
      return reason === null ? null : `its rule ${ruleKey(part.rule)}: ${reason}`;
    });
    return reasons.find((reason) => reason !== null) ?? null;
  }
  const placed = placeRule(linked.rule);
  return typeof placed === "string" ? placed : null;
}

function planned(
  linked: LinkedRule,
  place: number,
  {source, path, yaml}: RuleDocument,
  {state, reason}: RuleStanding
): PlannedRule {
  const {rule} = linked;
  const plan = state === "not applicable" ? null : planOf(linked);
  return {
    plan,
    leaves: plan ? leavesOf(linked) : [],
    rule: {
      rule: place,
      id: ruleKey(rule),
      title: rule.title,
      level: rule.level ?? "informational",
      status: rule.status ?? null,
      kind: rule.kind,
      state,
      reason,
      logSource: logSourceOf(linked),
      log: plan?.kind === "rule" ? defaultTables[plan.placed.table.table] : null,
      ...attackOf(rule.tags),
      description: rule.description ?? null,
      falsePositives: rule.falsepositives,
      author: rule.author ?? null,
      references: rule.references,
      source,
      path,
      yaml: yaml.slice(0, maxYaml),
      sql: plan && sqlOf(plan)
    }
  };
}

function planOf(linked: LinkedRule): RulePlan {
  if ("correlated" in linked) return {kind: "correlation", linked, address: groupAddress(linked)};
  return {kind: "rule", placed: placeRule(linked.rule) as PlacedRule};
}

function leavesOf(linked: LinkedRule): PlacedRule[] {
  if ("correlated" in linked) return linked.correlated.flatMap(leavesOf);
  return [placeRule(linked.rule) as PlacedRule];
}

function sqlOf(plan: RulePlan): string {
  return plan.kind === "rule" ? ruleQuery(plan.placed) : correlationQuery(plan.linked);
}

/** The techniques and tactics of tags as `attack.t1071.004` and `attack.command-and-control`. */
function attackOf(tags: Head["tags"]): Pick<RunRule, "techniques" | "tactics"> {
  const names = tags
    .map((tag) => tag.toLowerCase())
    .filter((tag) => tag.startsWith("attack."))
    .map((tag) => tag.slice("attack.".length));
  const unique = [...new Set(names)];
  const techniques = unique.filter((name) => /^t\d{4}(\.\d{3})?$/.test(name));
  const tactics = unique.filter((name) => /^[a-z][a-z_-]+$/.test(name));
  return {
    techniques: techniques.map((name) => name.toUpperCase()),
    tactics: [...new Set(tactics.map((name) => name.replaceAll("_", "-")))]
  };
}

/** Returns which address the groups of *linked* name: a source, or else a destination. */
function groupAddress(linked: LinkedCorrelation): GroupAddress {
  const columns = linked.rule.correlation.groupBy.map((field) => columnOf(linked, field));
  if (columns.includes("src")) return "src";
  return columns.includes("dst") ? "dst" : null;
}

/** Returns the column that *field* is of the events of *linked*; undefined if it is not the same one of all its rules. */
function columnOf(linked: LinkedRule, field: string): string | undefined {
  if (!("correlated" in linked)) {
    const placed = placeRule(linked.rule);
    if (typeof placed === "string") return undefined;
    const {columns} = placed.table;
    return Object.hasOwn(columns, field) ? columns[field].column : undefined;
  }
  const {correlation} = linked.rule;
  const columns = linked.correlated.map((part, slot) => {
    const names = [correlation.rules[slot], part.rule.name, part.rule.id];
    return columnOf(part, resolveAlias(correlation, names, field));
  });
  return columns.every((column) => column === columns[0]) ? columns[0] : undefined;
}
