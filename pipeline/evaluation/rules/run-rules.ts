import {errorMessage} from "../../../src/core/error-message.js";
import {matchRules} from "../../../src/core/published/rules/match-rules.js";
import type {StoppedRule} from "../../../src/core/published/rules/match-bounds.js";
import type {PlannedRule} from "../../../src/core/published/rules/plan-rules.js";
import {publishedSources} from "../../../src/core/published/rules/rule-logs.js";
import type {RuleTable} from "../../../src/core/published/rules/rule-logs.js";
import type {RunRule} from "../../../src/core/schema/rules.js";
import {shown} from "../../../src/core/sigma/parse/problem.js";
import type {Session} from "../../duckdb/session.js";
import {tableOf} from "../entity-incidents.js";
import {plannedRules} from "../../rules/rule-input.js";
import type {RuleInput, RuleProblem} from "../../rules/rule-input.js";

/** The rules of a run, what was not run of them, and what is wrong with others. */
export interface RunRules {
  /** In order of their places. */
  rules: RunRule[];
  problems: RuleProblem[];
}

/**
 * Runs the rules of *input* over *sources*, the tables by what they hold. Leaves the tables of matchRules: all are empty without
 * rules. A rule that matches too much is not used, and is a problem.
 */
export async function runRules(
  session: Session,
  input: RuleInput | null,
  sources: Readonly<Record<RuleTable, string>>
): Promise<RunRules> {
  const planned = input ? plannedRules(input) : [];
  const problems = [...(input?.problems ?? [])];
  const rules = planned.map(({rule}) => rule);
  for (const {rule, reason, remedy} of await matchAll(session, planned, sources)) {
    const stopped = rules[rule - 1];
    rules[rule - 1] = {...stopped, state: "not applicable", reason, log: null, sql: null};
    if (remedy) problems.push({file: stopped.path, line: 1, field: "", message: reason, remedy});
  }
  return {rules, problems};
}

/** Runs *planned*; if the database fails, each is run alone, and those that fail are excluded: none ever should. */
async function matchAll(
  session: Session,
  planned: readonly PlannedRule[],
  sources: Readonly<Record<RuleTable, string>>
): Promise<StoppedRule[]> {
  try {
    return await matchRules(session, planned, sources);
  } catch (error) {
    const failed: StoppedRule[] = [];
    for (const one of planned.filter(({leaves}) => leaves.length > 0))
      await matchRules(session, [one], sources).catch((cause: unknown) => {
        const reason = `failed: ${shown(errorMessage(cause))}`;
        failed.push({rule: one.rule.rule, reason, remedy: "report it, with the rule"});
      });
    if (failed.length === 0) throw error;
    const places = new Set(failed.map(({rule}) => rule));
    const rest = planned.filter(({rule}) => !places.has(rule.rule));
    return [...failed, ...(await matchRules(session, rest, sources))];
  }
}

/** What the manifest of an evaluation says of rules. */
export type RuleFacts = {
  /** Rules that were run, alone or as a part of a correlation; those that were not; and problems of documents. */
  run: number;
  notApplicable: number;
  problems: number;
  /** Hits of all rules, and the rules with a hit. */
  hits: number;
  fired: number;
  /** Those with the most hits. */
  top: {title: string; level: string; hits: number}[];
};

/** Returns what the manifest of an evaluation says of *run*, and of the *hits* of its rules by their places. */
export function ruleFacts(
  {rules, problems}: RunRules,
  hits: ReadonlyMap<number, {hits: number}>
): RuleFacts {
  const fired = rules
    .map(({rule, title, level}) => ({title, level, hits: hits.get(rule)?.hits ?? 0}))
    .filter((rule) => rule.hits > 0)
    .sort((a, b) => b.hits - a.hits);
  return {
    run: rules.filter(({state}) => state !== "not applicable").length,
    notApplicable: rules.filter(({state}) => state === "not applicable").length,
    problems: problems.length,
    hits: fired.reduce((sum, rule) => sum + rule.hits, 0),
    fired: fired.length,
    top: fired.slice(0, 3)
  };
}

/** Returns the tables that rules are run on: the flows of the files *flows* of SILVER, and the published tables of other logs. */
export function ruleTables(flows: string[]): Record<RuleTable, string> {
  return {...publishedSources, flows: tableOf(flows)};
}
