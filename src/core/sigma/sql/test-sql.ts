import type {ColumnType} from "../mappings/mapping.js";
import {printExpression} from "../regex/print-expression.js";
import {anyCharacter, anyText, foldCase, foldPattern, maybeText} from "../text/pattern.js";
import type {Pattern} from "../text/pattern.js";
import type {Comparison, Test} from "../tree.js";
import {sqlNumber, sqlText} from "./literal.js";
import {networkSql} from "./network-sql.js";

/** A column in SQL: expressions of its value, and of its text in lower case where it is a text. */
export interface SqlColumn {
  type: ColumnType;
  value: string;
  folded: string;
}

/** Returns *test* of *column* as a condition that is null or false where it does not hold; *other* is that of a compared field. */
export function testSql(test: Test, column: SqlColumn, other?: SqlColumn): string {
  if (test.kind === "exists") return `${column.value} IS ${test.exists ? "NOT " : ""}NULL`;
  if (test.kind === "null") return `${column.value} IS NULL`;
  if (column.type === "list") {
    const value = `replace(part, '\\x2c', ',')`; // a comma within an item
    const item = {type: "text" as const, value, folded: `lower(${value})`};
    return `list_bool_or(list_transform(string_split(${column.value}, ','), lambda part: ${testSql(test, item, other)}))`; // prettier-ignore
  }
  switch (test.kind) {
    case "text":
      return columnTextSql(test.pattern, test.cased, column);
    case "regex":
      return `regexp_matches(${textSql(column)}, ${sqlText(printExpression(test.expression))})`;
    case "network":
      return networkSql(test.network, textSql(column));
    case "number":
      return numberSql(test.value, column);
    case "boolean":
      return booleanSql(test.value, column);
    case "compare":
      return comparisonSql(test.comparison, asNumberSql(column), test.value);
    case "time":
      return comparisonSql(test.comparison, partSql(test.part, column), test.value);
    case "same":
      return other ? sameSql(test, foldedSql(column), foldedSql(other)) : "false";
  }
}

const operators: Readonly<Record<Comparison, string>> = {
  lt: "<",
  lte: "<=",
  gt: ">",
  gte: ">=",
  eq: "=",
  neq: "<>"
};

/** Returns the condition that the number *left* compares with *right*. */
export function comparisonSql(comparison: Comparison, left: string, right: number): string {
  return `${left} ${operators[comparison]} ${sqlNumber(right)}`;
}

/** Numbers are written as JSON has them: without a decimal point if they are integers. */
export function textSql({type, value}: SqlColumn): string {
  if (type === "text" || type === "list") return value;
  if (type !== "number") return `CAST(${value} AS VARCHAR)`;
  return `CASE WHEN ${value} = trunc(${value}) AND abs(${value}) < 1e15 THEN CAST(CAST(${value} AS BIGINT) AS VARCHAR) ELSE CAST(${value} AS VARCHAR) END`; // prettier-ignore
}

/** Returns the text of a column in lower case. */
export function foldedSql(column: SqlColumn): string {
  return column.type === "text" ? column.folded : `lower(${textSql(column)})`;
}

/** Returns a column as a number; null where it is none. A time is in seconds since 1970, as Zeek writes it. */
export function asNumberSql({type, value}: SqlColumn): string {
  if (type === "number") return value;
  if (type === "time") return `epoch_us(${value}) / 1000000`;
  if (type !== "text" && type !== "list") return "NULL";
  const number = `CASE WHEN regexp_full_match(${value}, '[-+]?[0-9]+(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]{1,3})?') THEN TRY_CAST(${value} AS DOUBLE) END`; // prettier-ignore
  return `nullif(nullif(${number}, CAST('inf' AS DOUBLE)), CAST('-inf' AS DOUBLE))`;
}

function columnTextSql(pattern: Pattern, cased: boolean, column: SqlColumn): string {
  const exact = maybeText(pattern);
  if (exact !== undefined && column.type === "number") {
    const number = Number(exact);
    return String(number) === exact ? `${column.value} = ${sqlNumber(number)}` : "false";
  }
  return patternSql(
    cased ? pattern : foldPattern(pattern),
    cased ? textSql(column) : foldedSql(column)
  );
}

/** Returns the condition that *text* has *pattern*: the functions of DuckDB that are fast, then LIKE, then RE2. */
export function patternSql(pattern: Pattern, text: string): string {
  const exact = maybeText(pattern);
  if (exact !== undefined) return `${text} = ${sqlText(exact)}`;
  if (pattern.every((part) => part === anyText)) return `${text} IS NOT NULL`;
  const [first, second, third] = pattern;
  if (pattern.length === 2 && typeof first === "string" && second === anyText)
    return `starts_with(${text}, ${sqlText(first)})`;
  if (pattern.length === 2 && first === anyText && typeof second === "string")
    return `ends_with(${text}, ${sqlText(second)})`;
  if (pattern.length === 3 && first === anyText && typeof second === "string" && third === anyText)
    return `contains(${text}, ${sqlText(second)})`;
  // LIKE with both wildcards tries every place of each %: the time would be exponential in their number.
  const single = pattern.some((part) => part === anyCharacter);
  const simple = pattern.every((part) => typeof part !== "object") && !(single && pattern.includes(anyText)); // prettier-ignore
  return simple ? `${text} LIKE ${sqlText(likeOf(pattern))} ESCAPE '\\'` : `regexp_full_match(${text}, ${sqlText(expressionOf(pattern))})`; // prettier-ignore
}

/** The fewest patterns that are one expression, and the length of the expression: RE2 has a bound. */
const [fewPatterns, longExpression] = [4, 4000];

/**
 * Returns the conditions one of which holds if *text* has one of *patterns*. RE2 reads a text once for many of them, and DuckDB
 * plans a query with few expressions sooner than one with thousands of functions.
 */
export function anyPatternSql(patterns: readonly Pattern[], text: string): string[] {
  if (patterns.length < fewPatterns) return patterns.map((pattern) => patternSql(pattern, text));
  const lists: string[][] = [];
  let length = Infinity;
  for (const source of patterns.map(searchOf)) {
    if (length + source.length > longExpression) {
      lists.push([]);
      length = 0;
    }
    lists.at(-1)!.push(source);
    length += source.length + 1;
  }
  return lists.map((sources) => `regexp_matches(${text}, ${sqlText(sources.join("|"))})`);
}

/** Returns *pattern* as an expression that is found in a text. */
function searchOf(pattern: Pattern): string {
  const from = pattern[0] === anyText ? 1 : 0;
  const until = pattern.length > 1 && pattern.at(-1) === anyText ? pattern.length - 1 : pattern.length; // prettier-ignore
  return `${from === 0 ? "\\A" : ""}${expressionOf(pattern.slice(from, until))}${until === pattern.length ? "\\z" : ""}`; // prettier-ignore
}

function likeOf(pattern: Pattern): string {
  return pattern
    .map((part) => {
      if (part === anyText) return "%";
      return part === anyCharacter ? "_" : (part as string).replace(/[\\%_]/g, "\\$&");
    })
    .join("");
}

function expressionOf(pattern: Pattern): string {
  const points = (text: string) =>
    [...text].map((character) => /[a-z0-9 ]/.test(character) ? character : `\\x{${character.codePointAt(0)!.toString(16)}}`); // prettier-ignore
  return pattern
    .map((part) => {
      if (part === anyText) return "(?s:.*)";
      if (part === anyCharacter) return "(?s:.)";
      return typeof part === "object" ? `[${points(part.characters).join("")}]` : points(part as string).join(""); // prettier-ignore
    })
    .join("");
}

function numberSql(number: number, {type, value, folded}: SqlColumn): string {
  if (type === "number") return `${value} = ${sqlNumber(number)}`;
  return type === "text" ? `${folded} = ${sqlText(foldCase(String(number)))}` : "false";
}

function booleanSql(wanted: boolean, {type, value, folded}: SqlColumn): string {
  if (type === "boolean") return `${value} = ${wanted}`;
  if (type === "number") return `${value} = ${Number(wanted)}`;
  return type === "text" ? `${folded} IN ('${wanted}', '${Number(wanted)}')` : "false";
}

function partSql(part: string, {type, value}: SqlColumn): string {
  if (type !== "time" && type !== "text") return "NULL";
  return `date_part('${part}', ${type === "time" ? value : `TRY_CAST(${value} AS TIMESTAMP)`})`;
}

function sameSql(
  {startsWith, endsWith}: Test & {kind: "same"},
  left: string,
  right: string
): string {
  if (startsWith && endsWith) return `contains(${left}, ${right})`;
  if (startsWith) return `starts_with(${left}, ${right})`;
  return endsWith ? `ends_with(${left}, ${right})` : `${left} = ${right}`;
}
