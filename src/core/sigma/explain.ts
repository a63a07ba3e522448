import {printExpression} from "./regex/print-expression.js";
import type {Correlation} from "./rule.js";
import {anyText, maybeText, patternText} from "./text/pattern.js";
import type {Comparison, Test, Tree} from "./tree.js";

/** Returns *tree* in words, a line a node, indented by two spaces a level. */
export function explainTree(tree: Tree, indent = ""): string[] {
  switch (tree.kind) {
    case "and":
    case "or": {
      const nodes = tree.nodes.flatMap((node) => explainTree(node, `${indent}  `));
      return [`${indent}${tree.kind === "and" ? "all of" : "one of"}:`, ...nodes];
    }
    case "not":
      return [`${indent}not:`, ...explainTree(tree.node, `${indent}  `)];
    case "constant":
      return [`${indent}${tree.value ? "always" : "never"}`];
    case "keyword":
      return [`${indent}the event has ${testWords(tree.test)}`];
    case "field":
      return [`${indent}${tree.field} ${testWords(tree.test)}`];
  }
}

const comparisonWords: Readonly<Record<Comparison, string>> = {
  lt: "is less than",
  lte: "is at most",
  gt: "is greater than",
  gte: "is at least",
  eq: "is",
  neq: "is not"
};

function testWords(test: Test): string {
  switch (test.kind) {
    case "text":
      return `${patternWords(test)}${test.cased ? ", with this case" : ""}`;
    case "number":
    case "boolean":
      return `is ${test.value}`;
    case "null":
      return "is null or missing";
    case "exists":
      return test.exists ? "exists" : "does not exist";
    case "compare":
      return `${comparisonWords[test.comparison]} ${test.value}`;
    case "regex":
      return `matches the regular expression ${printExpression(test.expression)}`;
    case "network":
      return `is an address in ${test.network.text}`;
    case "same":
      return `${aroundWords(test.startsWith, test.endsWith)} the value of ${test.field}`;
    case "time":
      return `is a date whose ${test.part} ${comparisonWords[test.comparison]} ${test.value}`;
  }
}

function aroundWords(startsWith: boolean, endsWith: boolean): string {
  if (startsWith && endsWith) return "contains";
  if (startsWith) return "starts with";
  return endsWith ? "ends with" : "is";
}

function patternWords({pattern}: Test & {kind: "text"}): string {
  if (pattern.length > 0 && pattern.every((part) => part === anyText)) return "has a value";
  const startsWith = pattern.at(-1) === anyText;
  const endsWith = pattern[0] === anyText;
  const inner = pattern.slice(endsWith ? 1 : 0, startsWith ? -1 : undefined);
  const text = maybeText(inner);
  if (text !== undefined) return `${aroundWords(startsWith, endsWith)} ${JSON.stringify(text)}`;
  return `is like ${JSON.stringify(patternText(pattern))}`;
}

/** Returns *correlation* in words. */
export function explainCorrelation(correlation: Correlation): string[] {
  const {type, rules, groupBy, fields, timespanSeconds, comparisons, percentile} = correlation;
  const field = fields.join(", ");
  const measures: Readonly<Record<Correlation["type"], string>> = {
    event_count: "the number of events",
    value_count: `the number of distinct values of ${field}`,
    value_sum: `the sum of ${field}`,
    value_avg: `the average of ${field}`,
    value_percentile:
      percentile === undefined
        ? `the share, in percent, of the value of ${field} among all values`
        : `percentile ${percentile} of ${field}`,
    temporal: "the number of rules that match",
    temporal_ordered: "the number of rules that match one after the other, in this order"
  };
  const conditions = comparisons.map((item) => `${comparisonWords[item.comparison]} ${item.value}`);
  const group = groupBy.length > 0 ? `of events that share ${groupBy.join(", ")}` : "of all events";
  return [
    `in each window of ${timespanSeconds} seconds that ends at an event, ${group}:`,
    `  ${measures[type]} ${conditions.join(" and ")}`,
    `  of the rules: ${rules.join(", ")}`
  ];
}
