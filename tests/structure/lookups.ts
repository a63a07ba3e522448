import ts from "typescript";
import type {Source} from "./source.js";

/**
 * Returns the look-ups in *source* of a name that is not known in an object of the file’s own that is used as a map, unless the
 * same function asks `Object.hasOwn` of that object: an object has `constructor`, `toString` and others of its kind, which may
 * be what somebody wrote into a log. Each as `path: table[name]`; a constant in capitals or a string is known.
 */
export function unguardedLookups({path, text}: Source): string[] {
  const file = ts.createSourceFile("source.ts", text, ts.ScriptTarget.Latest, true);
  const tables = new Set<string>();
  const found: string[] = [];
  visit(file, (node) => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && isTable(node))
      tables.add(node.name.text);
  });
  visit(file, (node) => {
    if (!ts.isElementAccessExpression(node) || !ts.isIdentifier(node.expression)) return;
    const table = node.expression.text;
    if (!tables.has(table) || ts.isStringLiteralLike(node.argumentExpression)) return;
    if (isGuarded(node, table)) return;
    found.push(`${path}: ${node.getText()}`);
  });
  return [...new Set(found)];
}

/** Returns whether *declaration* is of an object with any names: its type has an index of strings. */
function isTable({type, initializer}: ts.VariableDeclaration): boolean {
  if (!initializer || !ts.isObjectLiteralExpression(initializer) || !type) return false;
  return /Record<\s*string\b|\[\w+: string\]/.test(type.getText());
}

function isGuarded(node: ts.Node, table: string): boolean {
  for (let at: ts.Node | undefined = node; at; at = at.parent) {
    const isFunction = ts.isFunctionLike(at);
    if (isFunction && at.getText().includes(`Object.hasOwn(${table},`)) return true;
    if (isFunction && !ts.isArrowFunction(at)) return false;
  }
  return false;
}

function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  ts.forEachChild(node, (child) => visit(child, look));
}
