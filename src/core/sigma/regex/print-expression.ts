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
  switch (expression.kind) {
    case "set":
      return expression.fold ? `(?i:${printSet(expression.ranges)})` : printSet(expression.ranges);
    case "assertion":
      return assertions[expression.assertion];
    case "choice":
      return `(?:${expression.items.map(printExpression).join("|")})`;
    case "sequence":
      return expression.items.length === 0
        ? "(?:)"
        : expression.items.map(printExpression).join("");
    case "repeat": {
      const {item, min, max} = expression;
      const bounds = max === min ? `${min}` : `${min},${max === Infinity ? "" : max}`;
      const sign = {"0,": "*", "1,": "+", "0,1": "?"}[bounds];
      return `(?:${printExpression(item)})${sign ?? `{${bounds}}`}`;
    }
  }
}

function printSet(ranges: readonly Range[]): string {
  if (ranges.length === 1) {
    const [from, to] = ranges[0];
    if (from === 0 && to === maxCodePoint) return "(?s:.)";
    if (from === to) return printPoint(from);
  }
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
