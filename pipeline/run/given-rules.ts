import {problemText} from "../../src/core/sigma/parse/problem.js";
import type {Reporter} from "../artifacts/context.js";
import type {RuleInput} from "../evaluation/rules/rule-input.js";
import type {Phases} from "./phases.js";
import type {RunRequest} from "./request.js";

/** Reads the rules of *request*, and says how many documents of the given folders are not used. */
export async function readGivenRules(
  {rules, ownRules}: RunRequest,
  {readRules}: Phases,
  {warn}: Pick<Reporter, "warn">
): Promise<RuleInput | null> {
  const {input, problems} = await readRules(rules, ownRules);
  const [first] = problems;
  const others = problems.length > 1 ? `, the first of ${problems.length} problems` : "";
  if (first)
    warn(`rules: ${problemText(first)}${others}; other rules are used, and all are listed in the table rule_problems`); // prettier-ignore
  return input;
}
