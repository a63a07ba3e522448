import {explainCorrelation, explainTree} from "../explain.js";
import {resolveAlias} from "../correlation/occurrence.js";
import {linkRules} from "../link-rules.js";
import type {LinkedRule} from "../link-rules.js";
import {mappingsFor} from "../mappings/registry.js";
import type {Mapping} from "../mappings/mapping.js";
import {parseRules} from "../parse/parse-rules.js";
import type {Problem} from "../parse/problem.js";
import {logSourceText, ruleKey} from "../rule.js";
import type {Correlation, CorrelationRule, DetectionRule, Level} from "../rule.js";
import {PlacementError} from "../sql/correlation-writer.js";
import {defaultTables, placeRule} from "../sql/rule-query.js";
import {fieldsOf} from "../tree.js";
import {oneQuery, recordsQuery, tablesOf, windowsQuery} from "./hits-query.js";
import type {SteppedQuery} from "./hits-query.js";

/** A field of a rule, and the column that it is read from; null if the table has none: no event has the field. */
export interface PlannedField {
  field: string;
  column: string | null;
}

/** The log that a rule, or a rule of a correlation, is for, and what it reads of it. */
export interface PlannedSource {
  /** The title of the rule. */
  title: string;
  /** The log source of the rule in words, as `product zeek, service conn`. */
  logSource: string;
  /** The mapping, in words; null if no mapping serves the log source. */
  mapping: string | null;
  /** The published table; null if there is none of such events. */
  table: string | null;
  fields: PlannedField[];
}

/** The query of the hits of a rule, and the published tables that it reads. */
export interface PlannedQuery extends SteppedQuery {
  tables: string[];
  /** The same as one query, to be read. */
  shown: string;
}

/** A rule that can be tried, or why it cannot be. Every text of it is foreign. */
export interface PlannedRule {
  /** Its id, else its name, else its title. */
  key: string;
  title: string;
  level: Level | null;
  kind: "rule" | "correlation";
  /** The line where it begins, from 1. */
  line: number;
  /** What it finds, in words: a line a node. */
  words: string[];
  sources: PlannedSource[];
  /** The fields that the events of a window share; empty of a rule for single events. */
  groupBy: string[];
  /** What the measure of a window has to be; empty of a rule for single events. */
  comparisons: Correlation["comparisons"];
  /** The query of its hits (hits-query.ts); null if it cannot be run. */
  query: PlannedQuery | null;
  /** Why it cannot be run; null if it can. */
  reason: string | null;
}

/** What becomes of a text: the rules to try, and what is wrong with the others. */
export interface TrialPlan {
  /** Those that make hits: not the ones that are only part of a correlation. */
  rules: PlannedRule[];
  /** How many rules the text has beyond those. */
  omitted: number;
  problems: Problem[];
  /** How many problems there are beyond those. */
  omittedProblems: number;
}

/** How many rules of a text are tried, and how many problems are listed. */
export const trialBounds = {rules: 20, problems: 100} as const;

/** The words of a rule, truncated: a rule may have 20,000 values. */
const maxWords = 200;

/** Reads the rules in *text* and plans how each is run over the published tables. Never throws. */
export function planTrial(text: string): TrialPlan {
  const parsed = parseRules(text, "rule");
  const linked = linkRules(parsed.rules);
  const problems = [...parsed.problems, ...linked.problems].sort((a, b) => a.line - b.line);
  const tried = linked.rules.filter(({hidden}) => !hidden);
  return {
    rules: tried.slice(0, trialBounds.rules).map(planRule),
    omitted: Math.max(0, tried.length - trialBounds.rules),
    problems: problems.slice(0, trialBounds.problems),
    omittedProblems: Math.max(0, problems.length - trialBounds.problems)
  };
}

function planRule(linked: LinkedRule): PlannedRule {
  const {rule} = linked;
  const words = rule.kind === "rule" ? explainTree(rule.tree) : explainCorrelation(rule.correlation); // prettier-ignore
  const head = {
    key: ruleKey(rule),
    title: rule.title,
    level: rule.level ?? null,
    kind: rule.kind,
    line: rule.place.line,
    words: words.length > maxWords ? [...words.slice(0, maxWords), "…"] : words,
    sources: sourcesOf(linked),
    groupBy: rule.kind === "rule" ? [] : rule.correlation.groupBy,
    comparisons: rule.kind === "rule" ? [] : rule.correlation.comparisons
  };
  const query = queryOf(linked);
  if (typeof query === "string") return {...head, query: null, reason: query};
  const tables = tablesOf(linked).map((table) => defaultTables[table]);
  return {...head, query: {...query, shown: oneQuery(query), tables}, reason: null};
}

/** Returns the query of the hits of *linked*, or why there is none. */
function queryOf(linked: LinkedRule): SteppedQuery | string {
  try {
    if ("correlated" in linked) return windowsQuery(linked);
    const placed = placeRule(linked.rule);
    return typeof placed === "string" ? placed : {steps: [], sql: recordsQuery(placed)};
  } catch (error) {
    if (!(error instanceof PlacementError)) throw error;
    return error.message;
  }
}

/** Returns the sources of a rule, or of the rules of a correlation, however deep, each rule once. */
function sourcesOf(linked: LinkedRule): PlannedSource[] {
  const wanted = new Map<DetectionRule, Set<string>>();
  collect(linked, [], wanted);
  return [...wanted].map(([rule, fields]) => sourceOf(rule, [...fields]));
}

function collect(
  linked: LinkedRule,
  above: readonly string[],
  wanted: Map<DetectionRule, Set<string>>
): void {
  if (!("correlated" in linked)) {
    const fields = wanted.get(linked.rule) ?? new Set(fieldsOf(linked.rule.tree));
    for (const field of above) fields.add(field);
    wanted.set(linked.rule, fields);
    return;
  }
  for (const [slot, other] of linked.correlated.entries())
    collect(other, fieldsFor(linked.rule, slot, other, above), wanted);
}

/** The fields of the events of a correlated rule that the correlation, and those above it, ask for. */
function fieldsFor(
  {correlation}: CorrelationRule,
  slot: number,
  {rule}: LinkedRule,
  above: readonly string[]
): string[] {
  const names = [correlation.rules[slot], rule.name, rule.id];
  const own = [...correlation.groupBy, ...correlation.fields];
  return [...own.map((field) => resolveAlias(correlation, names, field)), ...above];
}

function sourceOf(rule: DetectionRule, fields: readonly string[]): PlannedSource {
  const [mapping] = mappingsFor(rule.logsource) as (Mapping | undefined)[];
  const table = mapping?.table;
  const columnOf = (field: string) =>
    table && Object.hasOwn(table.columns, field) ? table.columns[field].column : null;
  return {
    title: rule.title,
    logSource: logSourceText(rule.logsource),
    mapping: mapping?.title ?? null,
    table: table ? defaultTables[table.table] : null,
    fields: fields.map((field) => ({field, column: columnOf(field)}))
  };
}
