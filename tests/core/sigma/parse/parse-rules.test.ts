import {expect, it} from "vitest";
import {parseRules} from "../../../../src/core/sigma/parse/parse-rules.js";
import {problemText} from "../../../../src/core/sigma/parse/problem.js";

const head = "title: t\nlogsource:\n    category: dns\n";

/** Returns the problems of a rule with this detection, each as a line. */
function problemsOf(detection: string): string[] {
  return parseRules(`${head}detection:\n${detection}`, "a.yml").problems.map(problemText);
}

const withCondition = (condition: string) => `    selection:\n        a: b\n    condition: ${condition}\n`; // prettier-ignore
const withItem = (item: string) => `    selection:\n        ${item}\n    condition: selection\n`;

it.each([
  ["selection", ""],
  ["not selection and (selection or 1 of sel*)", ""],
  ["1 of them and all of selection*", ""],
  ["other", "unknown search identifier: other"],
  ["1 of other_*", "unknown search identifiers: other_*"],
  ["2 of selection*", "unsupported quantifier: 2 of"],
  ["selection and", "incomplete"],
  ["(selection", "missing )"],
  ["selection)", "unexpected )"],
  ["selection selection", "unexpected selection"],
  ["selection | count() by a > 5", "unsupported aggregation"],
  ["'selection | near other'", "unsupported aggregation"],
  ["[selection]", "unsupported list of conditions"],
  ["''", "incomplete"]
])("parseRules(text) of the condition %s: %s", (condition, message) => {
  const [problem = ""] = problemsOf(withCondition(condition));
  expect(problem).toContain(message);
  if (message) expect(problem).toMatch(/^a\.yml:\d+:\d+: detection\.condition: /);
  else expect(problem).toBe("");
});

it.each([
  ["a|contains: x", ""],
  ["a|contains: 5", "unsupported modifier: contains of a number; quote the value"],
  ["a|contains: 00000429", ""],
  ["a|gt: 007", "unsupported modifier: gt of a text"],
  ["a|like: x", "unknown modifier: like"],
  ["a|re: '(?=x)'", "unsupported regular expression: unsupported look-around"],
  ["a|re: '('", "unsupported regular expression: missing )"],
  ["a|contains|re: x", "unsupported re: not possible after contains"],
  ["a|i: x", "unsupported modifier: i of a text"],
  ["a|cidr: 10.0.0.1/8", "unsupported cidr: invalid network: 10.0.0.1/8"],
  ["a|cidr: 300.0.0.0/8", "invalid network"],
  ["a|exists: x", "unsupported modifier: exists of a text"],
  ["a|lt: x", "unsupported modifier: lt of a text"],
  ["a|base64: 'x*'", "unsupported base64: not possible with wildcards"],
  ["a|wide: é", "unsupported encoding"],
  ["a|wide|base64: é", ""],
  ["a|fieldref: 'b*'", "unsupported fieldref: not possible with wildcards"],
  ["a|expand: '%Servers%'", "unsupported expand: unknown placeholder: %Servers%"],
  ["a: []", "missing values"],
  ["a: {b: c}", "unsupported value"],
  ["a: [[b]]", "unsupported value"],
  ["'|exists': true", "unsupported exists without a field"],
  ["'|cidr': 10.0.0.0/8", "unsupported network without a field"],
  ["a: .inf", "invalid number"]
])("parseRules(text) of %s: %s", (item, message) => {
  expect(problemsOf(withItem(item))[0] ?? "").toContain(message);
  if (!message) expect(problemsOf(withItem(item))).toEqual([]);
});

it.each([
  ["", "missing rule"],
  ["- a", "invalid rule: not a map"],
  ["a: [", "invalid YAML"],
  [`a: ${"[".repeat(100_000)}`, "nested too deeply"],
  [`a: ${"[".repeat(50)}${"]".repeat(50)}`, "nested too deeply"],
  ["title: a\ntitle: b", "duplicate key: title"],
  ["action: global\ntitle: a", "unsupported action: global"],
  [`${head}detection: {selection: {a: b}, condition: selection, timeframe: 5m}`, "unsupported timeframe"], // prettier-ignore
  [`${head}detection: {selection: text, condition: selection}`, "invalid by the schema"],
  [`title: c\ncorrelation: {type: temporal, rules: [ab], group-by: [a], timespan: 1h, condition: ab and cd}`, "unsupported condition as a text"], // prettier-ignore
  [`title: c\ncorrelation: {type: event_count, rules: [ab], group-by: [a], timespan: 1y, condition: {gte: 1}}`, "invalid timespan: 1y"], // prettier-ignore
  [`title: c\ncorrelation: {type: event_count, rules: [ab], group-by: [a], timespan: 1h, condition: {field: a, gte: 1}}`, "unsupported field of event_count"], // prettier-ignore
  [`title: c\ncorrelation: {type: value_count, rules: [ab], group-by: [a], timespan: 1h, condition: {gte: 1}}`, "missing field"], // prettier-ignore
  [`title: c\ncorrelation: {type: value_count, rules: [ab], group-by: [a], timespan: 1h, condition: {field: a}}`, "missing criterion"], // prettier-ignore
  [`title: c\ncorrelation: {type: value_count, rules: [ab], group-by: [a], timespan: 1h, condition: {field: a, between: 1}}`, "unsupported criterion: between"] // prettier-ignore
])("parseRules(%j) names what is wrong: %s", (text, message) => {
  const [problem] = parseRules(text, "a.yml").problems;
  expect(problemText(problem)).toContain(message);
});

it("parseRules(text) rejects aliases that multiply, and values beyond the bound", () => {
  const lists = Array.from({length: 9}, (_, i) => `l${i}: &l${i} [${Array(9).fill(i === 0 ? "x" : `*l${i - 1}`).join(", ")}]`); // prettier-ignore
  expect(parseRules(lists.join("\n"), "a.yml").problems[0].message).toMatch(/too many values/);
  const cyclic = parseRules("title: &a\n  b: *a\n", "a.yml").problems;
  expect(cyclic[0].message).toMatch(/nested too deeply|unsupported|too many/);
  const values = Array.from({length: 20_001}, (_, i) => `            - v${i}`).join("\n");
  const many = problemsOf(`    selection:\n        a|contains:\n${values}\n    condition: selection\n`); // prettier-ignore
  expect(many[0]).toContain("too many values: 20001");
});

it("parseRules(text) accepts 10,000 values", () => {
  const values = Array.from({length: 10_000}, (_, i) => `            - v${i}`).join("\n");
  expect(problemsOf(`    selection:\n        a|contains:\n${values}\n    condition: selection\n`)).toEqual([]); // prettier-ignore
});

it("parseRules(text) names the line and column of a value in a list", () => {
  const text = `${head}detection:\n    selection:\n        a|re:\n            - 'fine'\n            - '(bad'\n    condition: selection\n`; // prettier-ignore
  const [problem] = parseRules(text, "b.yml").problems;
  expect(problem).toMatchObject({file: "b.yml", line: 8, column: 15, field: "detection.selection.a|re.1"}); // prettier-ignore
});

it("parseRules(text) reads the valid documents of a file beside the invalid ones", () => {
  const rule = `${head}detection: {selection: {a: b}, condition: selection}`;
  const {rules, problems} = parseRules(`${rule}\n---\ntitle: 5\n---\n${rule}\n`, "a.yml");
  expect(rules).toHaveLength(2);
  expect(problems.map(({line}) => line)).toEqual([6, 6, 6]);
});

it("parseRules(text) keeps dates and long integers as texts", () => {
  const {rules} = parseRules(`${head}date: 2026-01-02\ndetection: {selection: {a: 12345678901234567890}, condition: selection}`, "a.yml"); // prettier-ignore
  expect(rules[0]).toMatchObject({tree: {test: {kind: "text", pattern: ["12345678901234567890"]}}});
});
