import {matchRules} from "../../../src/core/published/rules/match-rules.js";
import type {RuleTable} from "../../../src/core/published/rules/rule-logs.js";
import type {Manifest} from "../../../src/core/schema/artifacts.js";
import {publishedTables} from "../../../src/core/schema/published-tables.js";
import type {RunRule} from "../../../src/core/schema/rules.js";
import {isService, serviceTables} from "../../../src/core/schema/service-tables.js";
import type {ServiceTable} from "../../../src/core/schema/service-tables.js";
import {localFiles} from "../../artifacts/artifacts.js";
import type {Session} from "../../duckdb/session.js";
import type {Stores} from "../../storage/store.js";
import {tableOf} from "../entity-incidents.js";
import {plannedRules} from "./rule-input.js";
import type {RuleInput, RuleProblem} from "./rule-input.js";

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
  for (const {rule, reason, remedy} of await matchRules(session, planned, sources)) {
    const stopped = rules[rule - 1];
    rules[rule - 1] = {...stopped, state: "not applicable", reason, log: null, sql: null};
    if (remedy) problems.push({file: stopped.path, line: 1, field: "", message: reason, remedy});
  }
  return {rules, problems};
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

/**
 * Returns the tables that rules are run on: the flows of the files *flows* of SILVER, and the published tables of other logs.
 */
export async function ruleTables(
  session: Session,
  flows: string[],
  {silver, stores}: {silver: Manifest; stores: Stores}
): Promise<Record<RuleTable, string>> {
  const published: readonly string[] = publishedTables;
  const sources: {[table: string]: string} = {flows: tableOf(flows)};
  for (const table of Object.keys(serviceTables) as ServiceTable[]) {
    if (published.includes(table)) {
      sources[table] = `published.${table}`;
      continue;
    }
    const files = await localFiles(stores, silver, (path) => isService(path, table));
    const columns = serviceTables[table];
    const names = columns.map(({name}) => name).join(", ");
    const name = `rule_source_${table}`;
    await session.run(`CREATE OR REPLACE TEMP TABLE ${name} (${columns.map((one) => `${one.name} ${one.type}`).join(", ")})`); // prettier-ignore
    if (files.length > 0)
      await session.run(`INSERT INTO ${name} SELECT ${names} FROM ${tableOf(files)} ORDER BY time, ${names}`); // prettier-ignore
    sources[table] = name;
  }
  return sources as Record<RuleTable, string>;
}
