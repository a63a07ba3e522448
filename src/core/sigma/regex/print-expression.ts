import {maxCodePoint} from "./expression.js";
import type {Assertion, Expression, Range} from "./expression.js";

const assertions: Readonly<Record<Assertion, string>> = {
  start: "\\A",
  end: "\\z",
  lineStart: "(?m:^)",
  lineEnd: "(?m:$)",
  wordEdge: "\\b",
  notWordEdge: "\\B"
};

/** Returns *expression* in the syntax of RE2, which DuckDB matches with; it holds printable ASCII alone. */
export function printExpression(expression: Expression): string {
  const printed = print(expression);
  // DuckDB rewrites simple expressions as LIKE, and overlooks a start or an end in their middle; an alternative, here one
  // that is always true, keeps it from that.
  return hasInnerEdge(expression) ? `${printed}(?:\\b|\\B)` : printed;
}

function hasInnerEdge(expression: Expression): boolean {
  const items = expression.kind === "sequence" ? expression.items : [expression];
  return items.some((item, i) => {
    if (item.kind !== "assertion") return hasEdge(item);
    const atEdge = (item.assertion === "start" && i === 0) || (item.assertion === "end" && i === items.length - 1); // prettier-ignore
    return !atEdge;
  });
}

function hasEdge(expression: Expression): boolean {
  if (expression.kind === "assertion") return true;
  if (expression.kind === "repeat") return hasEdge(expression.item);
  return expression.kind !== "set" && expression.items.some(hasEdge);
}

function print(expression: Expression): string {
  switch (expression.kind) {
    case "set":
      return printSet(expression.ranges);
    case "assertion":
      return assertions[expression.assertion];
    case "choice":
      return `(?:${expression.items.map(print).join("|")})`;
    case "sequence":
      return expression.items.length === 0 ? "(?:)" : expression.items.map(print).join("");
    case "repeat": {
      const {item, min, max} = expression;
      const bounds = max === min ? `${min}` : `${min},${max === Infinity ? "" : max}`;
      const sign = {"0,": "*", "1,": "+", "0,1": "?"}[bounds];
      return `(?:${print(item)})${sign ?? `{${bounds}}`}`;
    }
  }
}

function printSet(ranges: readonly Range[]): string {
  if (ranges.length === 1) {
    const [from, to] = ranges[0];
    if (from === 0 && to === maxCodePoint) return "(?s:.)";
    if (from === to) return printPoint(from);
  }
  // RE2 makes [Aa] a letter without case, and then loses a case where it joins it with other classes.
  if (ranges.length === 2 && ranges.every(([from, to]) => from === to))
    return `(?:${ranges.map(([point]) => printPoint(point)).join("|")})`;
  if (ranges.length === 0) return "[^\\x{0}-\\x{10FFFF}]";
  const members = ranges.map(([from, to]) =>
    from === to ? printPoint(from) : `${printPoint(from)}-${printPoint(to)}`
  );
  return `[${members.join("")}]`;
}

function printPoint(point: number): string {
  const letter = String.fromCharCode(point);
  return point < 128 && /[A-Za-z0-9_ ]/.test(letter)
    ? letter
    : `\\x{${point.toString(16).toUpperCase()}}`;
}
