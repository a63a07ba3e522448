import {ExpressionError} from "../regex/cursor.js";
import {parseExpression} from "../regex/parse-expression.js";
import {anyText, joinParts, parsePattern} from "../text/pattern.js";
import {allOf, anyOf} from "../tree.js";
import type {Test, Tree} from "../tree.js";
import {listModifiers, modifiers} from "./modifiers.js";
import {operandNames} from "./operand.js";
import type {Operand} from "./operand.js";
import type {Placeholders} from "./placeholders.js";
import {RuleError, shown} from "./problem.js";
import type {Value} from "./read-yaml.js";

type Path = readonly (string | number)[];

/** The values in all detections of a rule; beyond it, a rule is rejected. */
const maxValues = 20_000;

/** Returns the tree of the search identifier *value* at *path*; throws a RuleError. */
export function parseDetection(value: Value, path: Path, placeholders: Placeholders): Tree {
  const count = countOf(value);
  if (count > maxValues)
    throw new RuleError(path, `too many values: ${count}`, `at most ${maxValues}; split the rule`);
  return new DetectionParser(placeholders).identifier(value, path);
}

function countOf(value: Value): number {
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce<number>((sum, item) => sum + countOf(item as Value), 0);
}

class DetectionParser {
  private readonly placeholders: Placeholders;

  constructor(placeholders: Placeholders) {
    this.placeholders = placeholders;
  }

  /** A map is a conjunction; a list of texts are keywords, one of which is enough; of a list of maps, one is enough. */
  identifier(value: Value, path: Path): Tree {
    if (Array.isArray(value)) {
      if (value.length === 0) throw new RuleError(path, "missing values", "give at least one");
      return anyOf(value.map((item, i) => this.member(item, [...path, i])));
    }
    return this.member(value, path);
  }

  private member(value: Value, path: Path): Tree {
    if (Array.isArray(value))
      throw new RuleError(path, "unsupported list in a list", "make it one list");
    if (typeof value !== "object" || value === null) return this.item("", value, path);
    const entries = Object.entries(value);
    if (entries.length === 0) throw new RuleError(path, "missing fields", "name at least one");
    return allOf(entries.map(([key, item]) => this.item(key, item, [...path, key])));
  }

  /** Reads `field|modifier|modifier: values`; without a field, the values are searched for in the event as a unit. */
  private item(key: string, value: Value, path: Path): Tree {
    const [field, ...names] = key.split("|");
    this.checkModifiers(names, path);
    const values = Array.isArray(value) ? value : [value];
    if (values.length === 0)
      throw new RuleError(path, "missing values", "give at least one, '' or null");
    const nodes = values.map((item, i) => {
      const at = Array.isArray(value) ? [...path, i] : path;
      return this.nodeOf(field, this.apply(names, operandOf(item, at), at), at);
    });
    const linked = names.includes("all") ? allOf(nodes) : anyOf(nodes);
    return names.includes("neq") ? {kind: "not", node: linked} : linked;
  }

  private checkModifiers(names: readonly string[], path: Path): void {
    if (names.length > 16) throw new RuleError(path, "too many modifiers", "at most 16");
    for (const name of names) {
      if (listModifiers.includes(name) || Object.hasOwn(modifiers, name)) continue;
      throw new RuleError(path, `unknown modifier: ${shown(name)}`, "see docs/21-rules.md for those that are supported"); // prettier-ignore
    }
  }

  private apply(names: readonly string[], start: Operand, path: Path): Operand {
    const applied: string[] = [];
    let operand = start;
    for (const name of names) {
      if (listModifiers.includes(name)) continue;
      operand = this.applyOne(name, operand, applied, path);
      applied.push(name);
    }
    return operand;
  }

  private applyOne(name: string, operand: Operand, applied: string[], path: Path): Operand {
    if (operand.kind === "any") {
      const operands = operand.operands.map((item) => this.applyOne(name, item, applied, path));
      return {kind: "any", operands};
    }
    try {
      const result = modifiers[name](operand, {applied, placeholders: this.placeholders});
      if (result) return result;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const remedy = name === "expand" ? "write its values into the rule, or give them to `atalaya rules` with --placeholders" : "change the value or the modifiers"; // prettier-ignore
      throw new RuleError(path, `unsupported ${name}: ${error.message}`, remedy);
    }
    throw new RuleError(
      path,
      `unsupported modifier: ${name} of ${operandNames[operand.kind]}`,
      operand.kind === "number" ? "quote the value if it is a text" : "remove it"
    );
  }

  private nodeOf(field: string, operand: Operand, path: Path): Tree {
    if (operand.kind === "any")
      return anyOf(operand.operands.map((item) => this.nodeOf(field, item, path)));
    const test = testOf(operand, path);
    return field === ""
      ? {kind: "keyword", test: keywordTest(test, path)}
      : {kind: "field", field, test};
  }
}

function operandOf(value: Value, path: Path): Operand {
  if (typeof value === "number") return {kind: "number", value};
  if (typeof value === "boolean") return {kind: "boolean", value};
  if (value === null) return {kind: "null"};
  if (typeof value === "string")
    return {kind: "text", pattern: parsePattern(value), original: value, cased: false};
  throw new RuleError(path, "unsupported value: a list or map", "write a text, a number, true, false or null"); // prettier-ignore
}

function testOf(operand: Exclude<Operand, {kind: "any"}>, path: Path): Test {
  switch (operand.kind) {
    case "text":
      return {kind: "text", pattern: operand.pattern, cased: operand.cased};
    case "bytes":
      if (operand.text === undefined)
        throw new RuleError(path, "unsupported encoding of letters beyond ASCII", "add base64 or base64offset"); // prettier-ignore
      return {kind: "text", pattern: joinParts([operand.text]), cased: operand.cased};
    case "number":
      return {kind: "number", value: operand.value};
    case "boolean":
      return {kind: "boolean", value: operand.value};
    case "null":
      return {kind: "null"};
    case "test":
      return operand.test;
    case "regex":
      return {kind: "regex", expression: expressionOf(operand, path)};
  }
}

function expressionOf({source, flags}: Operand & {kind: "regex"}, path: Path) {
  try {
    return parseExpression(source, flags);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const [message, remedy = "use the syntax of RE2"] = error.message.split(/; (.*)/);
    throw new RuleError(path, `unsupported regular expression: ${message}`, remedy);
  }
}

/** A keyword may be anywhere in the event. */
function keywordTest(test: Test, path: Path): Test {
  if (test.kind === "regex") return test;
  if (test.kind === "text")
    return {...test, pattern: joinParts([anyText, ...test.pattern, anyText])};
  if (test.kind === "number" || test.kind === "boolean")
    return {kind: "text", pattern: [anyText, String(test.value), anyText], cased: false};
  throw new RuleError(path, `unsupported ${test.kind} without a field`, "name a field");
}
