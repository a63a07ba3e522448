import {foldPattern, maybeText} from "../text/pattern.js";
import type {Pattern} from "../text/pattern.js";
import type {Test, Tree} from "../tree.js";
import {sqlText} from "./literal.js";
import {anyPatternSql, testSql} from "./test-sql.js";
import type {SqlColumn} from "./test-sql.js";

/** The columns that a tree is printed for. */
export interface SqlScope {
  /** Returns the column of a field, or undefined if the table does not have it: then every event is without it. */
  columnOf(field: string): SqlColumn | undefined;
  /** An expression of the text of all columns. */
  text: SqlColumn;
}

/** Returns *tree* with the tests of fields that no event has replaced by what they are, and what follows from it. */
export function simplify(tree: Tree, has: (field: string) => boolean): Tree {
  switch (tree.kind) {
    case "constant":
    case "keyword":
      return tree;
    case "field":
      return constantOf(tree.field, tree.test, has) ?? tree;
    case "not": {
      const node = simplify(tree.node, has);
      return node.kind === "constant"
        ? {kind: "constant", value: !node.value}
        : {kind: "not", node};
    }
    case "and":
    case "or": {
      const deciding = tree.kind === "or";
      const nodes = tree.nodes.map((node) => simplify(node, has));
      if (nodes.some((node) => node.kind === "constant" && node.value === deciding))
        return {kind: "constant", value: deciding};
      const rest = nodes.filter((node) => node.kind !== "constant");
      if (rest.length === 0) return {kind: "constant", value: !deciding};
      return rest.length === 1 ? rest[0] : {kind: tree.kind, nodes: rest};
    }
  }
}

function constantOf(field: string, test: Test, has: (field: string) => boolean): Tree | undefined {
  const missing = !has(field);
  if (!missing && (test.kind !== "same" || has(test.field))) return undefined;
  const value = missing && (test.kind === "null" || (test.kind === "exists" && !test.exists));
  return {kind: "constant", value};
}

/** Returns *tree* as a condition of SQL that is true, false or null; null means false. */
export function treeSql(tree: Tree, scope: SqlScope): string {
  switch (tree.kind) {
    case "constant":
      return String(tree.value);
    case "not":
      return `NOT coalesce(${treeSql(tree.node, scope)}, false)`;
    case "and":
      return `(${tree.nodes.map((node) => treeSql(node, scope)).join(" AND ")})`;
    case "or":
      return `(${anySql(tree.nodes, scope).join(" OR ")})`;
    case "keyword":
      return testSql(tree.test, scope.text);
    case "field":
      return fieldSql(tree.field, tree.test, scope);
  }
}

function fieldSql(field: string, test: Test, scope: SqlScope): string {
  const column = scope.columnOf(field);
  const other = test.kind === "same" ? scope.columnOf(test.field) : undefined;
  if (column) return testSql(test, column, other);
  return String(test.kind === "null" || (test.kind === "exists" && !test.exists));
}

/**
 * Texts of one field, of which one has to be there, are one IN: DuckDB looks them up in a table. Those with wildcards are one
 * expression.
 */
function anySql(nodes: readonly Tree[], scope: SqlScope): string[] {
  const texts = new Map<string, string[]>();
  const patterns = new Map<string, Pattern[]>();
  const others: string[] = [];
  for (const node of nodes) {
    const pattern = node.kind === "field" && node.test.kind === "text" && !node.test.cased ? foldPattern(node.test.pattern) : undefined; // prettier-ignore
    const column = node.kind === "field" ? scope.columnOf(node.field) : undefined;
    const exact = pattern && maybeText(pattern);
    if (!pattern || column?.type !== "text") others.push(treeSql(node, scope));
    else if (exact !== undefined)
      texts.set(column.folded, [...(texts.get(column.folded) ?? []), sqlText(exact)]); // prettier-ignore
    else patterns.set(column.folded, [...(patterns.get(column.folded) ?? []), pattern]);
  }
  const lists = [...texts].map(([folded, values]) =>
    values.length === 1 ? `${folded} = ${values[0]}` : `${folded} IN (${values.join(", ")})`
  );
  const found = [...patterns].flatMap(([folded, list]) => anyPatternSql(list, folded));
  return [...lists, ...found, ...others];
}
