import {explainCorrelation, explainTree} from "../../../../src/core/sigma/explain.js";
import type {LinkedRule} from "../../../../src/core/sigma/link-rules.js";
import type {Mapping} from "../../../../src/core/sigma/mappings/mapping.js";
import {mappings} from "../../../../src/core/sigma/mappings/registry.js";
import {problemText} from "../../../../src/core/sigma/parse/problem.js";
import {logSourceText, ruleKey} from "../../../../src/core/sigma/rule.js";
import {correlationQuery} from "../../../../src/core/sigma/sql/correlation-query.js";
import {PlacementError} from "../../../../src/core/sigma/sql/correlation-writer.js";
import {placeRule, ruleQuery} from "../../../../src/core/sigma/sql/rule-query.js";
import {UsageError} from "../../../config/errors.js";
import {readRules} from "../../../rules/read-rules.js";
import {plainText} from "../../plain-text.js";
import type {CommandCall} from "../command.js";
import {listOption, mappingOption, placeholdersOption} from "./rule-options.js";

/** Prints the rules in *files* in words and as SQL; returns 1 if one is not valid. */
export async function explain(files: string[], call: CommandCall): Promise<number> {
  const {values, json, print, reporter} = call;
  if (files.length === 0)
    throw new UsageError("missing file: atalaya rules explain FILE; see `atalaya rules --help`");
  const mapping = await mappingOption(values);
  const others = listOption(values, "rules");
  const set = await readRules([...files, ...others], await placeholdersOption(values));
  for (const problem of set.problems) reporter.warn(plainText(problemText(problem)));
  const explained = set.rules
    .filter(({rule}) => !others.some((folder) => rule.place.file.startsWith(folder)))
    .map((linked) => explanationOf(linked, mapping ? [mapping] : mappings));
  for (const explanation of explained)
    print(json ? JSON.stringify(explanation) : textOf(explanation));
  return set.problems.some(({severity}) => severity === "error") ? 1 : 0;
}

interface Explanation {
  rule: string;
  title: string;
  logsource: string | null;
  words: string[];
  /** The query, or null if the rule cannot be run on tables. */
  sql: string | null;
  /** Why there is no query, or which fields are missing; null if there is nothing to add. */
  note: string | null;
}

function explanationOf(linked: LinkedRule, among: readonly Mapping[]): Explanation {
  const {rule} = linked;
  const head = {rule: ruleKey(rule), title: rule.title};
  if ("correlated" in linked) {
    const words = explainCorrelation(linked.rule.correlation);
    return {...head, logsource: null, words, ...correlationSql(() => correlationQuery(linked, {among}))}; // prettier-ignore
  }
  const placed = placeRule(linked.rule, among);
  const missing = typeof placed === "string" ? [] : placed.missing;
  return {
    ...head,
    logsource: logSourceText(linked.rule.logsource),
    words: explainTree(linked.rule.tree),
    sql: typeof placed === "string" ? null : ruleQuery(placed),
    note: typeof placed === "string" ? placed : missing.length > 0 ? `no event of the table has ${missing.join(", ")}` : null // prettier-ignore
  };
}

function correlationSql(query: () => string): Pick<Explanation, "sql" | "note"> {
  try {
    return {sql: query(), note: null};
  } catch (error) {
    if (!(error instanceof PlacementError)) throw error;
    return {sql: null, note: error.message};
  }
}

function textOf({rule, title, logsource, words, sql, note}: Explanation): string {
  const lines = [
    `${title} (${rule})`,
    ...(logsource === null ? [] : [`for ${logsource}`]),
    ...words,
    ...(sql === null ? [] : ["", `${sql};`]),
    ...(note === null ? [] : ["", `note: ${note}`])
  ];
  return `${lines
    .flatMap((line) => line.split("\n"))
    .map(plainText)
    .join("\n")}\n`;
}
