import {expressionMatcher} from "../regex/expression-matcher.js";
import {foldCase, patternMatcher} from "../text/pattern.js";
import {isInNetwork} from "../text/network.js";
import type {Comparison, Test, Tree} from "../tree.js";
import {textOf} from "./event.js";
import type {EventValue, SigmaEvent} from "./event.js";
import {timeParts} from "./time.js";

/** Returns the field of an event that the field of a rule is; the same name by default. */
export type FieldNames = (field: string) => string;

/** Returns a function that returns whether an event meets *tree*. */
export function treeMatcher(
  tree: Tree,
  names: FieldNames = (field) => field
): (event: SigmaEvent) => boolean {
  switch (tree.kind) {
    case "constant":
      return () => tree.value;
    case "not": {
      const inner = treeMatcher(tree.node, names);
      return (event) => !inner(event);
    }
    case "and": {
      const parts = tree.nodes.map((node) => treeMatcher(node, names));
      return (event) => parts.every((part) => part(event));
    }
    case "or": {
      const parts = tree.nodes.map((node) => treeMatcher(node, names));
      return (event) => parts.some((part) => part(event));
    }
    case "keyword": {
      const test = valueTest(tree.test, names);
      return (event) => test(event.text(), event);
    }
    case "field":
      return fieldMatcher(names(tree.field), tree.test, names);
  }
}

function fieldMatcher(
  field: string,
  test: Test,
  names: FieldNames
): (event: SigmaEvent) => boolean {
  if (test.kind === "exists")
    return (event) => (event.valueOf(field) !== undefined) === test.exists;
  if (test.kind === "null") return (event) => (event.valueOf(field) ?? null) === null;
  const holds = valueTest(test, names);
  return (event) => {
    const value = event.valueOf(field);
    if (value === undefined || value === null) return false;
    return Array.isArray(value) ? value.some((item) => holds(item, event)) : holds(value, event);
  };
}

type ValueTest = (value: EventValue, event: SigmaEvent) => boolean;

/** Returns the test of one value, neither null nor a list. */
function valueTest(test: Test, names: FieldNames): ValueTest {
  switch (test.kind) {
    case "text":
      return ofText(patternMatcher(test.pattern, test.cased));
    case "regex":
      return ofText(expressionMatcher(test.expression));
    case "network":
      return ofText((text) => isInNetwork(test.network, text));
    case "number": {
      const text = foldCase(String(test.value));
      return (value) => typeof value === "number" ? value === test.value : foldCase(textOf(value) ?? "") === text; // prettier-ignore
    }
    case "boolean":
      return booleanTest(test.value);
    case "compare":
      return (value) => compares(test.comparison, maybeNumber(value), test.value);
    case "time":
      return (value) => compares(test.comparison, timeParts(value)?.[test.part], test.value);
    case "same":
      return sameTest(test, names);
    case "null":
    case "exists":
      return () => false;
  }
}

function ofText(test: (text: string) => boolean): ValueTest {
  return (value) => {
    const text = textOf(value);
    return text !== undefined && test(text);
  };
}

/** Stores of logs write true as `true`, as a text, or as 1. */
function booleanTest(wanted: boolean): ValueTest {
  return (value) =>
    value === wanted || value === Number(wanted) || (typeof value === "string" && (foldCase(value) === String(wanted) || value === String(Number(wanted)))); // prettier-ignore
}

function sameTest(
  {field, startsWith, endsWith}: Test & {kind: "same"},
  names: FieldNames
): ValueTest {
  const other = names(field);
  return (value, event) => {
    const text = textOf(value);
    const others = event.valueOf(other);
    if (text === undefined) return false;
    const folded = foldCase(text);
    return (Array.isArray(others) ? others : [others]).some((item) => {
      const found = textOf(item);
      if (found === undefined) return false;
      const wanted = foldCase(found);
      if (startsWith && endsWith) return folded.includes(wanted);
      if (startsWith) return folded.startsWith(wanted);
      return endsWith ? folded.endsWith(wanted) : folded === wanted;
    });
  };
}

/** Returns *value* as a number, or undefined if it is none. */
export function maybeNumber(value: EventValue): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || !/^[-+]?\d+(\.\d+)?([eE][-+]?\d{1,3})?$/.test(value))
    return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** Returns whether *left* compares with *right*; false if it is undefined. */
export function compares(comparison: Comparison, left: number | undefined, right: number): boolean {
  if (left === undefined) return false;
  switch (comparison) {
    case "lt":
      return left < right;
    case "lte":
      return left <= right;
    case "gt":
      return left > right;
    case "gte":
      return left >= right;
    case "eq":
      return left === right;
    case "neq":
      return left !== right;
  }
}
