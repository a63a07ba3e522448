import {readFileSync} from "node:fs";
import {globSync} from "tinyglobby";
import ts from "typescript";

/** A source file: its path from the root of the repository, with slashes, and what it says. */
export interface Source {
  path: string;
  text: string;
}

/** An import of a source file: `import`, `export … from`, `import()` or `import.meta.resolve()`. */
export interface Import {
  /** What is imported, as written. */
  specifier: string;
  /** Whether the import is gone once types are stripped. */
  typeOnly: boolean;
}

/** Reads the sources of the repository: TypeScript, JavaScript and pages, in ascending order. */
export function readSources(root: string): Source[] {
  const folders = "{src,pipeline,data-loaders,notebooks,infra,tests}";
  const ignore = ["src/.observablehq/**", "src/data/**", "src/notebooks/**", "tests/fixtures/**"];
  const patterns = [`${folders}/**/*.{ts,js,md}`, "*.{ts,js}"];
  const paths = globSync(patterns, {cwd: root, ignore, followSymbolicLinks: false});
  return paths.sort().map((path) => ({path, text: readFileSync(`${root}/${path}`, "utf8")}));
}

/** Returns what *source* imports; of a page, what its fenced code imports. */
export function importsOf(source: Source): Import[] {
  return parse(source).flatMap((file) => {
    const imports: Import[] = [];
    visit(file, (node) => {
      const found = importAt(node);
      if (found) imports.push(found);
    });
    return imports;
  });
}

/**
 * Returns the global names that *source* uses, once each, in order: identifiers that the file does
 * not declare, and members of them; e.g., `process`, `process.env`, `Math`, `Math.random`.
 * `new Date` without arguments, which reads the clock, is `Date()`.
 */
export function globalsOf(source: Source): string[] {
  const files = parse(source);
  const declared = new Set(files.flatMap(declaredNames));
  const used = new Set<string>();
  for (const file of files) {
    visit(file, (node) => {
      if (ts.isIdentifier(node) && isReference(node) && !declared.has(node.text)) {
        used.add(node.text);
        const member = memberOf(node);
        if (member) used.add(`${node.text}.${member}`);
        if (readsClock(node)) used.add("Date()");
      }
    });
  }
  return [...used];
}

function parse({path, text}: Source): ts.SourceFile[] {
  const codes = path.endsWith(".md") ? fencedCode(text) : [text];
  return codes.map((code) => ts.createSourceFile("source.ts", code, ts.ScriptTarget.Latest, true));
}

function fencedCode(text: string): string[] {
  const fences = text.matchAll(/^(`{3,})(?:js|ts|jsx|tsx)\b[^\n]*\n([\s\S]*?)^\1[ \t]*$/gm);
  return [...fences].map((fence) => fence[2]);
}

function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  ts.forEachChild(node, (child) => visit(child, look));
}

function importAt(node: ts.Node): Import | undefined {
  if (ts.isImportDeclaration(node)) {
    const clause = node.importClause;
    return {specifier: textOf(node.moduleSpecifier), typeOnly: clause ? isTypeOnly(clause) : false};
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
    return {specifier: textOf(node.moduleSpecifier), typeOnly: node.isTypeOnly};
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return {specifier: textOf(node.argument.literal), typeOnly: true};
  }
  if (!ts.isCallExpression(node) || !node.arguments.length) return undefined;
  const callee = node.expression.getText();
  const dynamic = node.expression.kind === ts.SyntaxKind.ImportKeyword;
  if (!dynamic && callee !== "import.meta.resolve" && callee !== "require") return undefined;
  return {specifier: textOf(node.arguments[0]), typeOnly: false};
}

function isTypeOnly(clause: ts.ImportClause): boolean {
  if (clause.isTypeOnly) return true;
  const bindings = clause.namedBindings;
  if (clause.name || !bindings || !ts.isNamedImports(bindings)) return false;
  return bindings.elements.length > 0 && bindings.elements.every((element) => element.isTypeOnly);
}

function textOf(node: ts.Node): string {
  return ts.isStringLiteralLike(node) ? node.text : node.getText();
}

function declaredNames(file: ts.SourceFile): string[] {
  const names: string[] = [];
  visit(file, (node) => {
    const name = (node as {name?: ts.Node}).name;
    const declares =
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isBindingElement(node) ||
      ts.isFunctionLike(node) ||
      ts.isClassLike(node) ||
      ts.isImportClause(node) ||
      ts.isImportSpecifier(node) ||
      ts.isNamespaceImport(node);
    if (declares && name && ts.isIdentifier(name)) names.push(name.text);
  });
  return names;
}

/** Returns whether *node* stands for a value, rather than naming a member, a field or a type. */
function isReference(node: ts.Identifier): boolean {
  const parent = node.parent;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isTypeNode(parent) || ts.isQualifiedName(parent) || ts.isTypeElement(parent)) return false;
  if (ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent)) return false;
  return (parent as {name?: ts.Node}).name !== node;
}

function memberOf(node: ts.Identifier): string | undefined {
  const parent = node.parent;
  if (ts.isPropertyAccessExpression(parent)) return parent.name.text;
  if (ts.isElementAccessExpression(parent) && parent.expression === node) {
    return textOf(parent.argumentExpression);
  }
  if (ts.isVariableDeclaration(parent) && ts.isObjectBindingPattern(parent.name)) {
    const [first] = parent.name.elements;
    return first && (first.propertyName ?? first.name).getText();
  }
  return undefined;
}

function readsClock(node: ts.Identifier): boolean {
  const parent = node.parent;
  if (node.text !== "Date" || parent === undefined) return false;
  if (ts.isNewExpression(parent)) return !parent.arguments?.length;
  return ts.isCallExpression(parent) && parent.expression === node;
}
