import {readFileSync} from "node:fs";
import {join} from "node:path";
import {globSync} from "tinyglobby";
import ts from "typescript";

/** A metric, as the code defines it. */
export interface MetricDefinition {
  name: string;
  path: string;

  /** E.g., `counter`; undefined where a function makes it from its arguments. */
  type?: string;

  /** The names of its labels, in order; undefined as the type. */
  labels?: string[];
}

/** A metric is named after the project; a temporary file, a bucket or a schema is not named so. */
const pattern = /^atalaya_[a-z0-9_]+_?[a-z0-9]+$/;

const classes = ["Counter", "Gauge", "Histogram", "Summary"];

/** Returns the metrics that the sources below *root* define: `new Counter({name, labelNames})`, and names that are passed to `gauge(…)`. */
export function readMetricDefinitions(root: string): MetricDefinition[] {
  const paths = globSync("pipeline/**/*.ts", {cwd: root}).sort();
  return paths.flatMap((path) => {
    const text = readFileSync(join(root, path), "utf8");
    return /prom-client/.test(text) ? definitionsIn(path, text) : [];
  });
}

/** Returns the metrics that the source *text* at *path* defines. */
export function definitionsIn(path: string, text: string): MetricDefinition[] {
  const found: MetricDefinition[] = [];
  const visit = (node: ts.Node): void => {
    const definition = ts.isNewExpression(node) ? ofClass(node) : ofFunction(node);
    if (definition) found.push({...definition, path});
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return found;
}

function ofClass({
  expression,
  arguments: [argument] = [] as never
}: ts.NewExpression): Omit<MetricDefinition, "path"> | undefined {
  const type = expression.getText();
  if (!classes.includes(type) || !argument || !ts.isObjectLiteralExpression(argument))
    return undefined;
  const name = propertyOf(argument, "name");
  if (!name || !ts.isStringLiteral(name)) return undefined;
  const names = propertyOf(argument, "labelNames");
  const labels =
    names && ts.isArrayLiteralExpression(names)
      ? names.elements.filter(ts.isStringLiteral).map(({text}) => text)
      : [];
  return {name: name.text, type: type.toLowerCase(), labels};
}

function propertyOf({properties}: ts.ObjectLiteralExpression, name: string) {
  const found = properties.find(
    (one) => ts.isPropertyAssignment(one) && one.name.getText() === name
  );
  return found && (found as ts.PropertyAssignment).initializer;
}

/** A call such as `gauge("atalaya_…", …)`. */
function ofFunction(node: ts.Node): Omit<MetricDefinition, "path"> | undefined {
  if (!ts.isCallExpression(node)) return undefined;
  const [first] = node.arguments;
  return first && ts.isStringLiteral(first) && pattern.test(first.text)
    ? {name: first.text}
    : undefined;
}

/** Returns the metrics that *text* names: of PromQL, or of a table in Markdown; of a histogram, itself. */
export function metricNamesIn(text: string): string[] {
  const names = [...text.matchAll(/\batalaya_[a-z0-9_]+/g)].map(([name]) => name);
  return [...new Set(names.map((name) => name.replace(/_(bucket|sum|count)$/, "")))].sort();
}

/** Returns the recorded series that *text* names. */
export function recordedNamesIn(text: string): string[] {
  const names = [...text.matchAll(/\batalaya:[a-z0-9_:]+/g)].map(([name]) => name);
  return [...new Set(names)].sort();
}
