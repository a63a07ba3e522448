import {problemText} from "../../src/core/sigma/parse/problem.js";
import type {Reporter} from "../artifacts/context.js";
import type {RuleInput} from "../rules/rule-input.js";
import type {Phases} from "./phases.js";
import type {RunRequest} from "./request.js";

/** Reads the rules of *request*, and says how many documents of the given folders are not used. */
export async function readGivenRules(
  {rules, ownRules}: RunRequest,
  {readRules}: Phases,
  reporter: Pick<Reporter, "warn">
): Promise<RuleInput | null> {
  const {input, problems} = await readRules(rules, ownRules);
  const [first] = problems;
  const count = problems.length === 1 ? "a problem" : `${problems.length} problems, the first`;
  if (first)
    reporter.warn(`rules with ${count}: ${problemText(first)}. The other rules are used; the table rule_problems lists what is wrong`); // prettier-ignore
  return input;
}
