import {mappings, mappingsFor} from "../../../../src/core/sigma/mappings/registry.js";
import {problemText} from "../../../../src/core/sigma/parse/problem.js";
import type {LinkedRule} from "../../../../src/core/sigma/link-rules.js";
import {logSourceText, ruleKey} from "../../../../src/core/sigma/rule.js";
import {UsageError} from "../../../config/errors.js";
import {readRules} from "../../../rules/read-rules.js";
import {plainText} from "../../plain-text.js";
import type {CommandCall} from "../command.js";
import {placeholdersOption} from "./rule-options.js";

/** Prints the rules in *paths*, one a line, by level; returns 1 if one is not valid. */
export async function list(paths: string[], call: CommandCall): Promise<number> {
  const {values, json, print, reporter} = call;
  if (paths.length === 0)
    throw new UsageError("missing folder: atalaya rules list DIR; see `atalaya rules --help`");
  const {rules, problems} = await readRules(paths, await placeholdersOption(values));
  for (const problem of problems) reporter.warn(plainText(problemText(problem)));
  for (const linked of rules.filter(({hidden}) => !hidden)) print(lineOf(linked, json));
  return problems.some(({severity}) => severity === "error") ? 1 : 0;
}

function lineOf(linked: LinkedRule, json: boolean): string {
  const {rule} = linked;
  const {title, level = null, status = null, tags} = rule;
  const logsources = [...new Set(sourcesOf(linked))];
  const known = sourceMappings(linked);
  if (json)
    return JSON.stringify({rule: ruleKey(rule), title, level, status, tags, logsources, mappings: known, file: rule.place.file}); // prettier-ignore
  const log =
    known.length > 0 ? logsources.join("; ") : `${logsources.join("; ")} (not applicable)`;
  return plainText(`${(level ?? "-").padEnd(13)}  ${title}  [${log}]  ${ruleKey(rule)}`);
}

function sourcesOf(linked: LinkedRule): string[] {
  return "correlated" in linked
    ? linked.correlated.flatMap(sourcesOf)
    : [logSourceText(linked.rule.logsource)];
}

/** Returns the names of the mappings for every log that *linked* is about; none if one of them has none. */
function sourceMappings(linked: LinkedRule): string[] {
  if (!("correlated" in linked)) return mappingsFor(linked.rule.logsource, mappings).map(({name}) => name); // prettier-ignore
  const each = linked.correlated.map(sourceMappings);
  return each.some((names) => names.length === 0) ? [] : [...new Set(each.flat())];
}
