import {problemText} from "../../../../src/core/sigma/parse/problem.js";
import {UsageError} from "../../../config/errors.js";
import {readRules} from "../../../rules/read-rules.js";
import {testRules} from "../../../rules/test-rules.js";
import {plainText} from "../../plain-text.js";
import type {CommandCall} from "../command.js";
import {listOption, mappingOption, placeholdersOption} from "./rule-options.js";

/** Runs the rules in *paths* over the events beside them; returns 1 if one is not valid, or not as its events say. */
export async function test(paths: string[], {values, json, print}: CommandCall): Promise<number> {
  if (paths.length === 0)
    throw new UsageError("missing folder: atalaya rules test DIR; see `atalaya rules --help`");
  const mapping = await mappingOption(values);
  const {rules, problems} = await readRules(paths, await placeholdersOption(values));
  const errors = problems.filter(({severity}) => severity === "error");
  const tests = await testRules(rules, listOption(values, "events"), mapping);
  const without = tests.filter(({events}) => events.match.length === 0);
  const failures = tests.flatMap((one) =>
    one.failures.map((failure) => ({file: one.file, failure}))
  );
  if (json) print(JSON.stringify({tests, errors: errors.length}));
  else {
    for (const problem of errors) print(plainText(`error: ${problemText(problem)}`));
    for (const {file, failure} of failures) print(plainText(`failed: ${file}: ${failure}`));
    for (const {file} of without) print(plainText(`no events: ${file}; write what it has to match into ${exampleName(file)}`)); // prettier-ignore
    print(`${tests.length} files of rules, ${tests.length - without.length} with events, ${failures.length} failures, ${errors.length} errors`); // prettier-ignore
  }
  return failures.length > 0 || errors.length > 0 ? 1 : 0;
}

function exampleName(file: string): string {
  return file.replace(/\.ya?ml$/i, ".match.ndjson");
}
