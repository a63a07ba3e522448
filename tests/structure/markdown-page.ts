import ts from "typescript";

/** The calls that a page may make besides `display`: they name files, read them, or find its heading. */
const allowedCalls = /^(FileAttachment|.*\.(json|text)|Promise\.all|document\.querySelector)$/;

/**
 * Returns what the Markdown of a page holds beyond imports, files, one `display(xPage(data, context))` and
 * text, as sentences; an empty list if it holds no logic.
 */
export function findLogic(markdown: string): string[] {
  const found: string[] = [];
  let displays = 0;
  const text = markdown.replace(/^```js\n([\s\S]*?)^```$/gm, (_, code: string) => {
    const file = ts.createSourceFile("page.js", code, ts.ScriptTarget.Latest, true);
    for (const statement of file.statements) {
      if (isDisplay(statement)) displays += 1;
      else if (!ts.isImportDeclaration(statement)) found.push(...logicOf(statement));
    }
    return "";
  });
  if (text.includes("${")) found.push("an expression in the text");
  if (displays !== 1) found.push(`${displays} calls of display`);
  return found;
}

/** Returns whether *node* is `display(xPage(…))` over names and files alone. */
function isDisplay(node: ts.Statement): boolean {
  if (!ts.isExpressionStatement(node) || !ts.isCallExpression(node.expression)) return false;
  const {expression, arguments: parameters} = node.expression;
  const [page] = parameters;
  if (expression.getText() !== "display" || !page || !ts.isCallExpression(page)) return false;
  return (
    /^\w+Page$/.test(page.expression.getText()) && page.arguments.flatMap(logicOf).length === 0
  );
}

function logicOf(node: ts.Node): string[] {
  if (ts.isExpressionStatement(node)) return [node.getText()];
  if (ts.isCallExpression(node) && !allowedCalls.test(node.expression.getText()))
    return [node.getText()];
  const isLogic =
    ts.isFunctionLike(node) ||
    ts.isConditionalExpression(node) ||
    ts.isBinaryExpression(node) ||
    ts.isTemplateExpression(node) ||
    ts.isNewExpression(node);
  if (isLogic) return [node.getText()];
  const inside: string[] = [];
  ts.forEachChild(node, (child) => void inside.push(...logicOf(child)));
  return inside;
}
