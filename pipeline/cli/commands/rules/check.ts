import {mappings, mappingsFor} from "../../../../src/core/sigma/mappings/registry.js";
import {problemText} from "../../../../src/core/sigma/parse/problem.js";
import {logSourceText} from "../../../../src/core/sigma/rule.js";
import type {DetectionRule} from "../../../../src/core/sigma/rule.js";
import {UsageError} from "../../../config/errors.js";
import {readRules} from "../../../rules/read-rules.js";
import {plainText} from "../../plain-text.js";
import type {CommandCall} from "../command.js";
import {mappingOption, placeholdersOption} from "./rule-options.js";

/** Prints what is wrong with the rules in *paths*, and which are not applicable; returns 1 if one is not valid. */
export async function check(paths: string[], {values, json, print}: CommandCall): Promise<number> {
  if (paths.length === 0)
    throw new UsageError("missing folder: atalaya rules check DIR; see `atalaya rules --help`");
  const mapping = await mappingOption(values);
  const {rules, problems, files} = await readRules(paths, await placeholdersOption(values));
  const detections = rules.map(({rule}) => rule).filter((rule) => rule.kind === "rule");
  const elsewhere = countSources(detections.filter(({logsource}) => mappingsFor(logsource, mapping ? [mapping] : mappings).length === 0)); // prettier-ignore
  const errors = problems.filter(({severity}) => severity === "error").length;
  const counts = {files, rules: rules.length, errors, warnings: problems.length - errors};
  if (json) print(JSON.stringify({...counts, problems, notApplicable: elsewhere}));
  else {
    for (const problem of problems)
      print(plainText(`${problem.severity}: ${problemText(problem)}`));
    const others = elsewhere.reduce((sum, {rules: n}) => sum + n, 0);
    if (others > 0) print(`not applicable: ${others} rules for logs that no mapping serves`);
    for (const {logsource, rules: n} of elsewhere) print(plainText(`  ${n}  ${logsource}`));
    print(`${files} files, ${rules.length} valid rules, ${errors} errors, ${counts.warnings} warnings`); // prettier-ignore
  }
  return errors > 0 ? 1 : 0;
}

/** The most frequent first, then by name. */
function countSources(rules: readonly DetectionRule[]): {logsource: string; rules: number}[] {
  const counts = new Map<string, number>();
  for (const {logsource} of rules) {
    const text = logSourceText(logsource);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts]
    .map(([logsource, n]) => ({logsource, rules: n}))
    .sort((a, b) => b.rules - a.rules || (a.logsource < b.logsource ? -1 : 1));
}
