import {levels} from "../../schema/rule-words.js";
import type {CorrelationRule, DetectionRule, FilterRule, Head, Level, LogSource} from "../rule.js";
import {visit} from "../tree.js";
import type {Tree} from "../tree.js";
import {checkSchema} from "./check-schema.js";
import type {DocumentKind} from "./check-schema.js";
import {ConditionError, parseCondition} from "./condition.js";
import {parseDetection} from "./detection.js";
import {findDeprecated} from "./deprecated.js";
import {parseCorrelation} from "./parse-correlation.js";
import type {Placeholders} from "./placeholders.js";
import {RuleError, shown} from "./problem.js";
import type {Problem} from "./problem.js";
import {readYaml} from "./read-yaml.js";
import type {Value, YamlDocument} from "./read-yaml.js";

/** How rules are read. */
export interface ParseOptions {
  /** The values of placeholders, as `%Servers%`, by name; defaults to none. A rule with others is rejected. */
  placeholders?: Placeholders;
}

/** The rules of a file, those that are valid, and what is wrong with the others. */
export interface ParsedRules {
  rules: (DetectionRule | CorrelationRule | FilterRule)[];
  problems: Problem[];
}

type ValueMap = {[key: string]: Value};

/** The size of the largest tree of a rule: its nodes, each counted as often as its condition names it. */
const maxNodes = 100_000;

/** Returns the rules in *text*, the content of *file*: YAML, one or several documents. Never throws. */
export function parseRules(text: string, file: string, options: ParseOptions = {}): ParsedRules {
  const {documents, problems} = readYaml(text, file);
  const rules: ParsedRules["rules"] = [];
  for (const document of documents) {
    const found = parseDocument(document, options);
    if (Array.isArray(found)) problems.push(...found);
    else rules.push(found);
  }
  if (documents.length === 0 && problems.length === 0)
    problems.push({file, line: 1, column: 1, field: "", message: "missing rule: the file is empty", remedy: "write one", severity: "error"}); // prettier-ignore
  return {rules, problems};
}

function parseDocument(
  document: YamlDocument,
  {placeholders = {}}: ParseOptions
): DetectionRule | CorrelationRule | FilterRule | Problem[] {
  const problemOf = (path: readonly (string | number)[], message: string, remedy: string) => ({
    ...document.placeOf(path),
    field: shown(path.join(".")),
    message,
    remedy,
    severity: "error" as const
  });
  try {
    const map = mapOf(document.value);
    findDeprecated(map);
    const kind: DocumentKind = "correlation" in map ? "correlation" : "filter" in map ? "filter" : "rule"; // prettier-ignore
    const invalid = checkSchema(kind, map);
    if (invalid.length > 0)
      return invalid.map(
        ({path, message}) =>
        problemOf(path, `invalid by the schema of Sigma 2.1: ${shown(message)}`, "see the specification") // prettier-ignore
      );
    const head = headOf(map, document);
    if (kind === "correlation")
      return {...head, kind, correlation: parseCorrelation(map.correlation as ValueMap)};
    const logsource = logSourceOf(map.logsource as ValueMap);
    const tree = treeOf(kind === "filter" ? "filter" : "detection", map, placeholders);
    if (kind === "rule") return {...head, kind, logsource, tree};
    const rules = (map.filter as {rules: string[]}).rules;
    return {...head, kind, logsource, rules, tree};
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    return [problemOf(error.path, error.message, error.remedy)];
  }
}

function mapOf(value: Value): ValueMap {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new RuleError([], "invalid rule: not a map", "begin with title:");
}

function headOf(map: ValueMap, {placeOf, text: source}: YamlDocument): Head {
  const text = (key: string) => (typeof map[key] === "string" ? map[key] : undefined);
  const list = (key: string) => {
    const value = map[key];
    return Array.isArray(value) ? value.map(String) : typeof value === "string" ? [value] : [];
  };
  const level = text("level") as Level | undefined;
  return {
    title: String(map.title),
    id: text("id"),
    name: text("name"),
    description: text("description"),
    status: text("status"),
    level: level && levels.includes(level) ? level : undefined,
    tags: list("tags"),
    falsepositives: list("falsepositives"),
    references: list("references"),
    author: text("author"),
    place: placeOf([]),
    text: source
  };
}

function logSourceOf(map: ValueMap): LogSource {
  const {category, product, service} = map as {[key: string]: string | undefined};
  return {category, product, service};
}

/** Returns the tree of the section *name*: its condition, with the search identifiers beside it. */
function treeOf(name: "detection" | "filter", map: ValueMap, placeholders: Placeholders): Tree {
  const section = map[name] as ValueMap;
  const identifiers = new Map<string, Tree>();
  for (const [key, value] of Object.entries(section)) {
    if (key === "condition" || (name === "filter" && key === "rules")) continue;
    identifiers.set(key, parseDetection(value, [name, key], placeholders));
  }
  const path = [name, "condition"];
  try {
    const tree = parseCondition(section.condition as string, identifiers);
    let count = 0;
    visit(tree, () => {
      if (++count > maxNodes)
        throw new ConditionError(`too large: more than ${maxNodes} tests; split the rule`);
    });
    return tree;
  } catch (error) {
    if (!(error instanceof ConditionError)) throw error;
    const [message, remedy = ""] = error.message.split(/; (.*)/);
    throw new RuleError(path, `${/^(un|invalid)/.test(message) ? "" : "invalid condition: "}${message}`, remedy); // prettier-ignore
  }
}
