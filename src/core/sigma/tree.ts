import type {Comparison} from "../schema/rule-words.js";
import type {Expression} from "./regex/expression.js";
import type {Network} from "./text/network.js";
import type {Pattern} from "./text/pattern.js";

/** A part of a date that a time modifier extracts, in UTC; week is that of ISO 8601. */
export type TimePart = "minute" | "hour" | "day" | "week" | "month" | "year";

export type {Comparison} from "../schema/rule-words.js";

/**
 * A test of one value. It is false for a field that an event does not have, unless it is `null` or asks for the absence
 * of the field.
 */
export type Test =
  | {kind: "text"; pattern: Pattern; cased: boolean}
  | {kind: "number"; value: number}
  | {kind: "boolean"; value: boolean}
  | {kind: "null"}
  | {kind: "exists"; exists: boolean}
  | {kind: "compare"; comparison: Comparison; value: number}
  | {kind: "regex"; expression: Expression}
  | {kind: "network"; network: Network}
  | {kind: "same"; field: string; startsWith: boolean; endsWith: boolean}
  | {kind: "time"; part: TimePart; comparison: Comparison; value: number};

/**
 * The condition of a rule: the one form that is matched with events, printed as SQL and printed in words. Two-valued:
 * a test is true or false, so that `not` of a false one is true.
 */
export type Tree =
  | {kind: "and"; nodes: Tree[]}
  | {kind: "or"; nodes: Tree[]}
  | {kind: "not"; node: Tree}
  /** A test of a field, by the name that the rule has for it. */
  | {kind: "field"; field: string; test: Test}
  /** A test of the text of all values of the event; the pattern may be anywhere in it. */
  | {kind: "keyword"; test: Test}
  | {kind: "constant"; value: boolean};

/** Returns the conjunction of *nodes*; of one, itself. */
export function allOf(nodes: Tree[]): Tree {
  return nodes.length === 1 ? nodes[0] : {kind: "and", nodes};
}

/** Returns the disjunction of *nodes*; of one, itself. */
export function anyOf(nodes: Tree[]): Tree {
  return nodes.length === 1 ? nodes[0] : {kind: "or", nodes};
}

/** Returns the fields that *tree* tests, each once, in order of their first use. */
export function fieldsOf(tree: Tree): string[] {
  const fields = new Set<string>();
  visit(tree, (node) => {
    if (node.kind !== "field") return;
    fields.add(node.field);
    if (node.test.kind === "same") fields.add(node.test.field);
  });
  return [...fields];
}

/** Returns whether *tree* tests the text of all values of an event. */
export function hasKeywords(tree: Tree): boolean {
  let found = false;
  visit(tree, (node) => (found ||= node.kind === "keyword"));
  return found;
}

/** Calls *callback* with each node of *tree*, parents first. */
export function visit(tree: Tree, callback: (node: Tree) => void): void {
  callback(tree);
  if (tree.kind === "and" || tree.kind === "or")
    for (const node of tree.nodes) visit(node, callback);
  if (tree.kind === "not") visit(tree.node, callback);
}
